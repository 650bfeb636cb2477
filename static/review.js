// One work: keys of the player and of the answer (W2). Everything works without this file.
(() => {
  "use strict";
  const form = document.getElementById("review");
  if (!form) return;
  const $ = (id) => document.getElementById(id);
  const deck = $("deck"), STEP = 5, RATES = [0.5, 0.75, 0.9, 1, 1.25, 1.5];
  const players = [...document.querySelectorAll(".rec audio[id], .rec video[id]")];
  let player = players[0], from = null, to = null;
  players.forEach((one) => {
    one.addEventListener("play", () => { if (player !== one) { player?.pause(); from = to = null; player = one; told(); } });
    one.addEventListener("timeupdate", () => { if (one === player && to !== null && one.currentTime >= to) one.currentTime = from; });
  });
  const pad = (n) => String(n).padStart(2, "0");
  const read = (t) => { const s = Math.floor(t), h = Math.floor(s / 3600); return (h ? h + ":" + pad(Math.floor(s / 60) % 60) : Math.floor(s / 60)) + ":" + pad(s % 60); };
  const told = () => {
    $("rate").textContent = player.playbackRate.toLocaleString(document.documentElement.lang) + "×";
    $("loop").textContent = from === null ? $("loop").dataset.off : read(from) + (to === null ? "…" : "–" + read(to));
  };
  const rate = (by) => { const at = RATES.indexOf(player.playbackRate); player.playbackRate = RATES[Math.min(RATES.length - 1, Math.max(0, (at < 0 ? 3 : at) + by))]; };
  const play = () => player.play().catch(told);  // refused or broken off: the player's own buttons show how it stands
  const acts = {
    play: () => (player.paused ? play() : player.pause()),
    back: () => { player.currentTime = Math.max(0, player.currentTime - STEP); },
    on: () => { player.currentTime += STEP; },
    slower: () => rate(-1),
    faster: () => rate(1),
    a: () => { from = player.currentTime; to = null; },
    b: () => {
      if (to !== null) { from = to = null; return; }
      from ??= 0;
      if (player.currentTime > from) { to = player.currentTime; player.currentTime = from; play(); }
    },
    remark: () => {
      if (!$("at")) return;
      $("at").value = read(player.currentTime);
      const which = $("upload");
      if (which) which.value = player.id.slice(1);
      $("remark").focus();
    },
  };
  const act = (name) => { if (player) { acts[name](); told(); } };
  if (deck) {
    deck.hidden = false;
    told();
    deck.addEventListener("click", (event) => { const name = event.target.closest("button")?.dataset.do; if (name) act(name); });
  }
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-at]");
    if (!link || !player) return;
    event.preventDefault();
    player = $("f" + link.dataset.of) || player;
    player.currentTime = Number(link.dataset.at);
    play();
  });
  const press = (name) => { const button = form.querySelector(`button[name=do][value=${name}]`); if (button) form.requestSubmit(button); };
  const KEYS = { Space: "play", ArrowLeft: "back", ArrowRight: "on", Comma: "slower", Period: "faster", BracketLeft: "a", BracketRight: "b", KeyR: "remark" };
  // by the key's position: the same in either keyboard layout
  const mark = (key) => {
    const chosen = form.querySelector("input[name=mark]:checked")?.value || "";
    const wanted = /^[+=-]$/.test(key) ? chosen[0] + (key === "-" ? "-" : "+") : key;
    const box = form.querySelector(`input[name=mark][value="${wanted}"]`);
    if (box) { box.checked = true; box.focus(); }
  };
  document.addEventListener("keydown", (event) => {
    const there = event.target, writing = there.matches("textarea,select,input:not([type=radio])");
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      press(event.shiftKey ? "redo" : "accept");
    } else if (event.key === "Enter" && there.matches("#remarks input:not([type=radio])")) {
      event.preventDefault();
      there.closest(".acts").querySelector("button").click();
    } else if (event.key === "Escape" && writing) {
      there.blur();
    } else if (!writing && !event.ctrlKey && !event.altKey && !event.metaKey) {
      if (/^[2-5+=-]$/.test(event.key)) { event.preventDefault(); mark(event.key); }
      else if (deck && KEYS[event.code] && !there.closest("audio,video,a,summary,input") && !(event.code === "Space" && there.matches("button"))) { event.preventDefault(); act(KEYS[event.code]); }
    }
  });
})();
