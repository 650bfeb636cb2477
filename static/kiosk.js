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
  const TOLD = "HX-Trigger", STALE = "stale-form";
  const $ = (id) => document.getElementById(id);
  const kept = (name, empty) => { try { return JSON.parse(localStorage.getItem(name)) || empty; } catch { return empty; } };
  const keep = (name, value) => {
    try {
      if (size(value)) localStorage.setItem(name, JSON.stringify(value));
      else localStorage.removeItem(name);
    } catch { /* a full storage: the server's draft remains */ }
  };
  const size = (value) => Object.keys(value).length;
  const random = () => crypto.getRandomValues(new Uint32Array(4)).join("");
  const all = (selector) => [...document.querySelectorAll(selector)];
  const on = (name, act) => document.addEventListener(name, act);
  const rows = () => all("tbody[data-slot]");
  const rowOf = (el) => el.closest("tbody[data-slot]");
  const isText = (el) => el.matches("input:not([type=hidden]),textarea,select");
  const say = (id, text) => { const el = $(id); if (el) el.textContent = text; };

  // drafts: here at once, on the server half a second later
  let timer = 0, wait = 1000, busy = false, look;
  const later = (ms) => { clearTimeout(timer); timer = setTimeout(flush, ms); };
  const inRow = (name) => name.includes(".");
  const touched = new Set();
  const unsent = () => {
    const slots = new Set(Object.keys(kept(DRAFT, {})).filter(inRow).map((name) => name.split(".")[0]));
    const count = size(kept(OUTBOX, [])) || (wait > 1000 && slots.size);
    say("unsent", count ? form.dataset.unsent.replace("%(count)s", count) : "");
  };
  const typed = (el) => {
    // which page this is and what it has seen: typed on two PCs, both texts stay
    const draft = { page: form.elements.page.value, seen: all("[name=seen]").map((el) => el.value), ...kept(DRAFT, {}) };
    draft[el.name] = el.value;
    keep(DRAFT, draft);
    touched.add(el.name);
    later(600);
    preview(el);
  };
  const post = async (path, values) => {
    const body = new URLSearchParams(values);
    body.set("token", form.elements.token.value);
    const answer = await fetch(path, { method: "POST", body, headers: { "HX-Request": "true" }, signal: AbortSignal.timeout?.(8000) });
    const told = JSON.parse(answer.headers.get(TOLD) || "{}"), stale = told[STALE];
    if (answer.status === 401) signIn();
    if (stale) renew({ detail: stale });
    if (stale || comesBack(answer.status)) throw 0;
    return answer.ok && told.kept;
  };
  const flush = async () => {
    if (busy) return;
    busy = true;
    try {
      const acts = kept(OUTBOX, []);
      let again = size(acts);
      while (size(acts)) { await post(address, acts[0]); acts.shift(); keep(OUTBOX, acts); }
      const draft = kept(DRAFT, {});
      if (size(draft)) {
        const done = await post(`${address}/drafts`, draft);
        if (done) {
          const now = kept(DRAFT, {});
          for (const name in draft) if (inRow(name) && now[name] === draft[name]) delete now[name];
          keep(DRAFT, Object.keys(now).some(inRow) ? now : {});
          again ||= look = done.look;
          say("kept", form.dataset.kept.replace("%(time)s", done.at));
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
  on("htmx:configRequest", ({ detail }) => {
    if (detail.verb !== "post" || detail.path !== address) return;
    for (const name of Object.keys(detail.parameters)) if (inRow(name) && !touched.has(name)) delete detail.parameters[name];
    detail.parameters.key = random();
    detail.elt.sentAs = { ...detail.parameters };
  });
  const comesBack = (status) => !status || status >= 500 || status === 401 || status === 429;
  const lost = ({ detail }) => {
    const xhr = detail.xhr, status = xhr?.status;
    if (!detail.elt.sentAs || !(comesBack(status) || xhr?.getResponseHeader(TOLD)?.includes(STALE))) return;
    keep(OUTBOX, [...kept(OUTBOX, []), detail.elt.sentAs]);
    if (status === 401) signIn();
    wait = 2000;
    unsent();
    later(wait);
  };
  ["htmx:sendError", "htmx:timeout", "htmx:responseError"].forEach((name) => on(name, lost));
  on("visibilitychange", () => document.hidden || flush());

  // a sign-in that ran out: in place, and only its author's drafts go on
  const signIn = () => { if (!$("sign-in-here").firstChild) htmx.ajax("GET", `/sign-in?for=${staff}`, "#sign-in-here"); };
  const renew = ({ detail }) => {
    if (detail.account != account) return location.reload();
    all("input[name=token]").forEach((el) => { el.value = detail.token; });
    $("sign-in-here").replaceChildren();
    flush();
  };
  ["signed-in", STALE].forEach((name) => on(name, renew));

  // what the family will see
  const preview = (el) => {
    if (!el.name?.endsWith(".homework")) return;
    const row = rowOf(el), box = $("preview"), time = $(`${row.dataset.slot}.start`)?.value || "";
    box.hidden = false;
    box.querySelector(".n").textContent = `${time}, ${row.dataset.who}`;
    box.querySelector("b").textContent = time;
    box.querySelector("p span").textContent = row.dataset.subject;
    box.querySelector(".hand").textContent = el.value;
  };

  // moving: along the column, to the next open row after a confirmation
  const goTo = (el) => { el?.focus(); if (el?.tagName === "INPUT") el.select(); };
  const neighbour = (el, step) => {
    const list = rows(), name = isText(el) ? el.name.slice(el.name.indexOf(".") + 1) : "";
    for (let i = list.indexOf(rowOf(el)) + step; list[i]; i += step) {
      const found = name ? $(`${list[i].dataset.slot}.${name}`) : list[i].querySelector("button.note");
      if (found) return found;
    }
    return step > 0 && !name ? $("whole") : null;
  };
  const idle = () => document.activeElement === document.body;
  const waiting = (from) => {
    const row = rows().slice(from).find((row) => row.matches(".plan:not(.later),.edit:not(.later)"));
    return row?.querySelector("button.note");
  };
  let left;
  on("htmx:beforeSwap", () => {
    left = rowOf(document.activeElement)?.dataset.slot;
  });
  on("htmx:afterSettle", () => {
    restore();
    if (!idle() && !look) return;
    look = 0;
    const at = rows().findIndex((row) => row.dataset.slot === left);
    goTo(document.querySelector(".twice button") || document.querySelector(left ? "[aria-invalid]" : "[aria-invalid],[value=''][name$=start]") || $(`${left}.reason`) || waiting(Math.max(at, 0)) || $("whole"));
  });

  const MARKS = { KeyY: "н", KeyG: "п", Comma: "б", KeyJ: "оп" };
  const click = (selector, root = document) => { const el = root.querySelector(selector); el?.click(); return el; };
  const set = (el, value) => { el.value = value; el.dispatchEvent(new Event("input", { bubbles: true })); };
  on("keydown", (event) => {
    const el = event.target, row = rowOf(el);
    const ctrl = event.ctrlKey || event.metaKey, writing = isText(el);
    const done = (acted) => acted && event.preventDefault();
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
    if (!writing && click({ Delete: "[value^='off:']", 1: ".twice button", 2: ".twice button+button" }[event.key] || "x", row)) return event.preventDefault();
    if (el.name?.includes(".mark.") && MARKS[event.code] && !event.shiftKey) { set(el, MARKS[event.code]); return event.preventDefault(); }
    if (el.tagName === "SELECT") return;
    const ends = !writing || el.tagName === "INPUT";
    const down = event.key === "ArrowDown" && (ends || el.selectionEnd === el.value.length);
    const up = event.key === "ArrowUp" && (ends || el.selectionStart === 0);
    const enter = event.key === "Enter" && !event.shiftKey && (writing || el.classList.contains("note"));
    if (down || enter || up) {
      goTo(neighbour(el, up ? -1 : 1));
      event.preventDefault();
    }
  });
  on("input", ({ target }) => target.form === form && inRow(target.name) && typed(target));
  on("focusin", (event) => preview(event.target));
  on("click", (event) => {
    const again = event.target.closest(".again");
    if (!again) return;
    event.preventDefault();
    const homework = $(`${rowOf(again).dataset.slot}.homework`);
    set(homework, again.dataset.text);
    homework.focus();
  });

  // what a lost page had typed comes back before anything else
  const restore = () => {
    const draft = kept(DRAFT, {});
    for (const el of all("[form=day][name*='.']")) if (el.name in draft) { el.value = draft[el.name]; touched.add(el.name); }
  };
  restore();
  unsent();
  if (size(kept(DRAFT, {})) || size(kept(OUTBOX, []))) later(0);
  if (idle()) goTo(waiting(0));
})();
