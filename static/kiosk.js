// The report of the day: keys, drafts, and an outbox that sends each act once (H2). Everything works without this file.
// Plain http on a LAN: no service worker, no randomUUID, no locks; localStorage and getRandomValues are there.
(() => {
  "use strict";
  const form = document.getElementById("day");
  if (!form) return;
  const { account, staff, date } = form.dataset;
  const address = form.getAttribute("action");
  const DRAFT = `draft:${staff}:${date}`;
  const OUTBOX = `outbox:${staff}:${date}`;
  const $ = (id) => document.getElementById(id);
  const kept = (name, empty) => { try { return JSON.parse(localStorage.getItem(name)) || empty; } catch { return empty; } };
  const keep = (name, value) => {
    try {
      if (Object.keys(value).length) localStorage.setItem(name, JSON.stringify(value));
      else localStorage.removeItem(name);
    } catch { /* a full storage: the server's draft remains */ }
  };
  const random = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");
  const fields = () => [...document.querySelectorAll("[form=day][name*='.']")];
  const rows = () => [...document.querySelectorAll("tbody[data-slot]")];
  const rowOf = (el) => el.closest("tbody[data-slot]");
  const isText = (el) => el.matches("input:not([type=hidden]),textarea,select");
  const say = (id, text) => { const el = $(id); if (el) el.textContent = text; };

  // drafts: here at once, on the server half a second later
  let timer = 0, wait = 1000, busy = false;
  const later = (ms) => { clearTimeout(timer); timer = setTimeout(flush, ms); };
  const unsent = () => {
    const slots = new Set(Object.keys(kept(DRAFT, {})).map((name) => name.split(".")[0]));
    const count = kept(OUTBOX, []).length || (wait > 1000 ? slots.size : 0);
    say("unsent", count ? form.dataset.unsent.replace("%(count)s", count) : "");
  };
  const typed = (el) => {
    const draft = kept(DRAFT, {});
    draft[el.name] = el.value;
    keep(DRAFT, draft);
    later(600);
    preview(el);
  };
  const post = async (path, values) => {
    const body = new URLSearchParams(values);
    body.set("token", form.elements.token.value);
    const answer = await fetch(path, { method: "POST", body, headers: { "HX-Request": "true" }, signal: AbortSignal.timeout ? AbortSignal.timeout(8000) : undefined });
    if (answer.status === 401) { signIn(); throw new Error("signed out"); }
    if (answer.status >= 500 || answer.status === 429) throw new Error(answer.status);
    return answer;
  };
  const flush = async () => {
    if (busy) return;
    busy = true;
    try {
      const acts = kept(OUTBOX, []);
      const again = acts.length > 0;
      while (acts.length) { await post(address, acts[0]); acts.shift(); keep(OUTBOX, acts); }
      const draft = kept(DRAFT, {});
      if (Object.keys(draft).length) {
        const answer = await post(`${address}/drafts`, draft);
        if (answer.ok) {
          const now = kept(DRAFT, {});
          for (const name in draft) if (now[name] === draft[name]) delete now[name];
          keep(DRAFT, now);
          const told = JSON.parse(answer.headers.get("HX-Trigger") || "{}").kept;
          if (told) say("kept", form.dataset.kept.replace("%(time)s", told.at));
        }
      }
      wait = 1000;
      if (again) htmx.ajax("GET", address, { target: "#day-part", swap: "outerHTML" });
    } catch {
      wait = Math.min(wait * 2, 30000);
      later(wait);
    } finally {
      busy = false;
      unsent();
    }
  };

  // acts go by htmx; what could not be sent waits in the outbox with its key
  document.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.verb !== "post" || event.detail.path !== address) return;
    event.detail.parameters.key = random();
    event.detail.elt.sentAs = Object.fromEntries(event.detail.parameters instanceof FormData ? event.detail.parameters : Object.entries(event.detail.parameters));
  });
  const lost = (event) => {
    const values = event.detail.elt.sentAs;
    const status = event.detail.xhr ? event.detail.xhr.status : 0;
    if (!values || (status && status < 500 && status !== 401 && status !== 429)) return;
    keep(OUTBOX, [...kept(OUTBOX, []), values]);
    if (status === 401) signIn();
    wait = 2000;
    unsent();
    later(wait);
  };
  ["htmx:sendError", "htmx:timeout", "htmx:responseError"].forEach((name) => document.addEventListener(name, lost));
  document.addEventListener("visibilitychange", () => document.hidden || flush());

  // a sign-in that ran out: in place, and only its author's drafts go on
  const signIn = () => { if (!$("sign-in-here").firstChild) htmx.ajax("GET", `/sign-in?for=${staff}`, "#sign-in-here"); };
  document.addEventListener("signed-in", (event) => {
    const { account: who, token } = event.detail;
    if (String(who) !== account) { say("kept", form.dataset.other); location.reload(); return; }
    document.querySelectorAll("input[name=token]").forEach((el) => { el.value = token; });
    $("sign-in-here").replaceChildren();
    flush();
  });

  // what the family will see
  const preview = (el) => {
    if (!el.name || !el.name.endsWith(".homework")) return;
    const row = rowOf(el), box = $("preview"), start = $(`${row.dataset.slot}.start`);
    const time = start ? start.value : "";
    box.hidden = false;
    box.querySelector(".n").textContent = `${time}, ${row.dataset.who}`;
    box.querySelector("b").textContent = time;
    box.querySelector("p span").textContent = row.dataset.subject;
    box.querySelector(".hand").textContent = el.value;
  };

  // moving: along the column, to the next open row after a confirmation
  const goTo = (el) => { if (el) { el.focus(); if (el.select && el.tagName === "INPUT") el.select(); } };
  const neighbour = (el, step) => {
    const all = rows(), row = rowOf(el), at = all.indexOf(row);
    const name = el.name === "act" ? "" : el.name.slice(el.name.indexOf(".") + 1);
    for (let i = at + step; all[i]; i += step) {
      const found = name ? $(`${all[i].dataset.slot}.${name}`) : all[i].querySelector("button.note");
      if (found) return found;
    }
    return step > 0 && !name ? $("whole") : null;
  };
  let left = null;
  document.addEventListener("htmx:beforeSwap", () => {
    const row = document.activeElement && rowOf(document.activeElement);
    left = row ? row.dataset.slot : null;
  });
  document.addEventListener("htmx:afterSettle", () => {
    restore();
    if (document.activeElement !== document.body) return;
    const slots = rows(), at = slots.findIndex((row) => row.dataset.slot === left);
    const wrong = document.querySelector("[aria-invalid]");
    const next = slots.slice(at < 0 ? 0 : at).find((row) => row.matches(".plan,.edit") && !row.matches(".later"));
    goTo(wrong || (left && document.getElementById(`${left}.reason`)) || (next && next.querySelector("button.note")) || $("whole"));
  });

  const MARKS = { KeyY: "н", KeyG: "п", Comma: "б", KeyJ: "оп" };
  const click = (selector, root = document) => { const el = root.querySelector(selector); if (el) el.click(); return el; };
  const set = (el, value) => { el.value = value; el.dispatchEvent(new Event("input", { bubbles: true })); };
  document.addEventListener("keydown", (event) => {
    const el = event.target, row = el.closest ? rowOf(el) : null;
    const ctrl = event.ctrlKey || event.metaKey, writing = isText(el);
    const done = (acted) => { if (acted) event.preventDefault(); };
    if (ctrl && event.key === "Enter") return done(click("#whole"));
    if (ctrl && event.code === "KeyP") return done(click("#paper,a.go"));
    if (ctrl && event.code === "KeyZ" && !writing) return done(click("#undo-last"));
    if (!row) return;
    if (ctrl && event.code === "KeyD" && writing) {
      const above = neighbour(el, -1);
      if (above) set(el, above.value);
      return event.preventDefault();
    }
    if (ctrl || event.altKey) return;
    if (event.key === "Delete" && !writing) return done(click("[value^='off:']", row));
    if (el.name && el.name.includes(".mark.") && MARKS[event.code] && !event.shiftKey) { set(el, MARKS[event.code]); return event.preventDefault(); }
    if (el.tagName === "SELECT") return;
    const ends = !writing || el.tagName === "INPUT";
    const down = event.key === "ArrowDown" && (ends || el.selectionEnd === el.value.length);
    const up = event.key === "ArrowUp" && (ends || el.selectionStart === 0);
    const enter = event.key === "Enter" && !event.shiftKey && (writing || el.classList.contains("note"));
    if (down || enter || up) {
      const next = neighbour(el, up ? -1 : 1);
      if (next) goTo(next);
      event.preventDefault();
    }
  });
  document.addEventListener("input", (event) => { if (event.target.form === form && event.target.name.includes(".")) typed(event.target); });
  document.addEventListener("change", (event) => { if (event.target.form === form && event.target.name.includes(".")) typed(event.target); });
  document.addEventListener("focusin", (event) => preview(event.target));
  document.addEventListener("click", (event) => {
    const again = event.target.closest && event.target.closest(".again");
    if (!again) return;
    event.preventDefault();
    const homework = $(`${rowOf(again).dataset.slot}.homework`);
    set(homework, again.dataset.text);
    homework.focus();
  });

  // what a lost page had typed comes back before anything else
  const restore = () => {
    const draft = kept(DRAFT, {});
    for (const el of fields()) if (el.name in draft && el.value !== draft[el.name]) el.value = draft[el.name];
  };
  restore();
  unsent();
  if (Object.keys(kept(DRAFT, {})).length || kept(OUTBOX, []).length) later(0);
  const first = rows().find((row) => row.matches(".plan,.edit") && !row.matches(".later"));
  if (document.activeElement === document.body) goTo(first ? first.querySelector("button.note") : null);
})();
