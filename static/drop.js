// Handing in: files go so that a broken line loses nothing of them (tus 1.0). Without this file the form sends small ones.
// For phones of 2018: ES2017. Plain http: no service worker, no wake lock. What the school has is asked, never remembered.
(() => {
  "use strict";
  const form = document.getElementById("drop");
  const words = JSON.parse(form.dataset.words), { card, channel } = form.dataset;
  const KEPT = `drop ${card}`, PIECE = 262144, SILENCE = 20000, LONGEST_WAIT = 30000;
  const $ = (id) => document.getElementById(id);
  const items = [];
  let known = [], busy = false, wait = 1000, wake = () => {};
  const said = (name, values) => words[name].replace(/%\((\w+)\)s/g, (all, key) => values[key]);
  const mb = (bytes) => { const n = bytes / 1e6; return (n < 10 ? Math.ceil(n * 10) / 10 : Math.round(n)).toLocaleString(document.documentElement.lang); };
  const amounts = (item) => ({ done: mb(item.at + item.sent), all: mb(item.size) });

  // what was begun: names, sizes and addresses, never contents; the files themselves have to be picked again after a reload
  const keep = () => {
    const open = items.filter((item) => item.meta && !item.over).map(({ url, name, size, meta }) => ({ url, name, size, meta }));
    try { if (open.length) localStorage.setItem(KEPT, JSON.stringify(open)); else localStorage.removeItem(KEPT); } catch (e) { /* full */ }
  };
  const kept = () => { try { return JSON.parse(localStorage.getItem(KEPT)) || []; } catch (e) { return []; } };

  // one row for each file
  const add = (told) => {
    const item = Object.assign({ url: "", meta: null, file: null, at: 0, sent: 0, piece: Infinity, ask: true, go: false, over: false, why: "" }, told);
    const box = item.box = $("row").content.cloneNode(true).firstElementChild;
    const part = item.part = (name) => box.querySelector(`[data-p=${name}]`);
    part("name").textContent = item.name;
    part("size").textContent = said("size", { mb: mb(item.size) });
    part("bar").setAttribute("aria-label", item.name);
    part("act").onclick = () => { if (item.go && !item.lost) pause(item); else start(item); };
    part("drop").onclick = () => remove(item);
    part("pick").onchange = (event) => { const file = event.target.files[0]; if (file) attach(item, file); };
    items.push(item);
    $("list").appendChild(box);
    show(item);
    return item;
  };
  const show = (item, text) => {
    const { part } = item, pick = !item.file && !item.over, bar = part("bar");
    bar.hidden = !item.meta || item.over;
    bar.value = item.size ? (item.at + item.sent) / item.size : 0;
    part("again").hidden = !pick;
    part("act").hidden = !item.meta || pick || item.over;
    part("act").textContent = words[item.go && !item.lost ? "pause" : "on"];
    part("drop").hidden = item.done;
    const state = text || (item.over || !item.meta ? "" : pick ? said("again", amounts(item)) : item.go ? item.why : said("paused", amounts(item)));
    if (part("state").textContent !== state) part("state").textContent = state;
    if (!item.go || item.lost) part("far").textContent = "";
    const fresh = items.filter((one) => one.file && !one.meta && !one.over);
    $("send").textContent = fresh.length ? said("send", { mb: mb(fresh.reduce((sum, one) => sum + one.size, 0)) }) : $("send").dataset.plain;
  };
  const far = (item) => {
    const now = Date.now();
    if (now - item.shown < 500) return;
    item.shown = now;
    item.part("bar").value = (item.at + item.sent) / item.size;
    const minutes = Math.ceil((item.size - item.at - item.sent) * (now - item.since) / item.sent / 60000);
    item.part("far").textContent = said("sent", amounts(item)) + (minutes && now - item.since > 2000 ? said("left", { minutes }) : "");
  };

  // picking, pausing, taking away
  const attach = (item, file) => {
    if (item.url && file.size !== item.size) anew(item, "other");
    Object.assign(item, { file, size: file.size, name: file.name, proved: false, ask: true });
    start(item);
  };
  const picked = (file) => {
    const same = (one) => !one.file && one.name === (file.name || one.filename) && one.size === file.size;
    const waiting = items.find(same);
    if (waiting) return attach(waiting, file);
    const item = add({ file, name: file.name, size: file.size });
    if (!file.size) return refuse(item, words.empty);
    item.same = known.find((one) => one.filename === file.name && one.size === file.size && !items.some((other) => other.url === one.url));
  };
  const start = (item) => { item.go = item.sends = item.file && !item.over; item.lost = false; keep(); show(item); wake(); loop(); };
  const stop = (item) => { item.go = false; if (item.xhr) item.xhr.abort(); };
  const pause = (item) => { stop(item); show(item); };
  const remove = (item) => {
    stop(item);
    if (item.url && !item.done) ask("DELETE", item.url);
    items.splice(items.indexOf(item), 1);
    item.box.remove();
    keep();
    $("pick").querySelector("input").focus();
    if (items[0]) show(items[0]); else $("send").textContent = $("send").dataset.plain;
  };
  const refuse = (item, text) => { item.over = true; item.go = false; item.url = ""; keep(); show(item, text || words.refused); return true; };
  const anew = (item, why) => { if (why === "other" && !item.same) ask("DELETE", item.url); Object.assign(item, { url: "", at: 0, sent: 0, why: words[why] }); keep(); return true; };

  // one request; status 0: no answer came. Silence ends it, and a phone that slept notices that at once
  const ask = (method, url, headers, body, item) => new Promise((done) => {
    const xhr = new XMLHttpRequest();
    let heard = Date.now(), all = false;
    xhr.open(method, url);
    xhr.setRequestHeader("Tus-Resumable", "1.0.0");
    for (const name in headers) xhr.setRequestHeader(name, headers[name]);
    const watch = setInterval(() => { if (Date.now() - heard > (all ? 6 : 1) * SILENCE) xhr.abort(); }, 1000);
    if (item) {
      item.xhr = xhr;
      xhr.upload.onprogress = (event) => { heard = Date.now(); all = event.loaded === event.total; item.sent = event.loaded; far(item); };
    }
    xhr.onloadend = () => { clearInterval(watch); if (item) item.xhr = null; done(xhr); };
    xhr.send(body);
  });
  const coded = (text) => btoa(unescape(encodeURIComponent(text)));

  // steps of one file: true is «go on at once», false «rest a while first»
  const step = (item) => (!item.url ? begin(item) : item.ask ? where(item) : push(item));
  const begin = async (item) => {
    if (item.begun) {
      // an answer was lost: what it began is found again by the press it belongs to
      const xhr = await ask("GET", "/uploads/");
      if (xhr.status !== 200) return troubled(item, xhr);
      const there = JSON.parse(xhr.responseText).find((one) => one.parcel === item.meta.parcel && one.filename === item.name && one.size === item.size);
      if (there) return taken(item, there.url, false);
    }
    item.begun = true;
    const told = Object.assign({ filename: item.name, filetype: item.file.type }, item.meta);
    const metadata = Object.keys(told).map((name) => `${name} ${coded(told[name])}`).join();
    const xhr = await ask("POST", "/uploads/", { "Upload-Length": item.size, "Upload-Metadata": metadata });
    if (xhr.status === 201) return taken(item, xhr.getResponseHeader("Location"), true);
    return xhr.status === 400 || xhr.status === 404 ? refuse(item, xhr.responseText) : troubled(item, xhr);
  };
  const taken = (item, url, proved) => {
    if (!items.includes(item)) return ask("DELETE", url);
    Object.assign(item, { url, at: 0, ask: !proved, proved, begun: false });
    keep();
    return moved(item);
  };
  const gone = ({ status }) => status === 404 || status === 410;
  const where = async (item) => {
    const xhr = await ask("HEAD", item.url);
    if (gone(xhr)) return anew(item, "gone");
    if (xhr.status !== 200) return troubled(item, xhr);
    const at = +xhr.getResponseHeader("Upload-Offset");
    // sent and yet not there: something on the way keeps whole pieces only, so they get smaller
    if (at > item.at) moved(item); else if (item.sent > PIECE) item.piece = Math.max(PIECE, item.sent / 2);
    Object.assign(item, { at, sent: 0 });
    if (at && at < item.size && !item.proved) return prove(item);
    item.ask = false;
    return true;
  };
  const prove = async (item) => {
    const { file, at } = item, k = Math.min(65536, at), m = Math.floor((at - k) / 2);
    const pieces = new Blob([file.slice(0, k), file.slice(m, m + k), file.slice(at - k, at)]);
    const xhr = await ask("POST", `${item.url}/proof`, { "Upload-Offset": at }, pieces);
    if (xhr.status === 409) return anew(item, "other");
    item.proved = xhr.status === 204;
    return item.proved || xhr.status === 412 || troubled(item, xhr);
  };
  const push = async (item) => {
    if (item.at >= item.size) return finish(item);
    Object.assign(item, { sent: 0, since: Date.now(), shown: 0 });
    const body = item.file.slice(item.at, Math.min(item.size, item.at + item.piece));
    const headers = { "Upload-Offset": item.at, "Content-Type": "application/offset+octet-stream" };
    const xhr = await ask("PATCH", item.url, headers, body, item);
    if (xhr.status === 204) {
      Object.assign(item, { at: +xhr.getResponseHeader("Upload-Offset"), sent: 0, piece: item.piece * 4 });
      return moved(item);
    }
    item.ask = true;
    if (gone(xhr)) return anew(item, "gone");
    return xhr.status === 409 || (!xhr.status && item.sent > 0) || troubled(item, xhr);
  };
  const finish = async (item) => {
    const xhr = await ask("GET", item.url);
    if (gone(xhr)) return anew(item, "gone");
    const told = xhr.status === 200 && JSON.parse(xhr.responseText).receipt_url;
    if (!told) return troubled(item, xhr);
    Object.assign(item, { over: true, done: true, go: false, file: null });
    item.box.classList.add("n");
    const link = item.part("receipt");
    link.hidden = false;
    link.href = `${told}?card=${card}`;
    keep();
    show(item, `${words.done} ${item.why}`);
    if (items.every((one) => one.done && one.sends && !one.why && one.part("receipt").href === link.href)) location.assign(link.href);
    return moved(item);
  };
  const moved = (item) => { wait = 1000; item.lost = false; if (!item.over) show(item); return true; };
  const troubled = (item, { status, responseText }) => {
    if ([403, 413, 415].includes(status)) return refuse(item, responseText);
    item.lost = item.go;
    item.part("pin").hidden = status !== 401;
    show(item, !item.go ? "" : status === 401 ? words.pin : status === 507 ? responseText : said("lost", amounts(item)));
    return false;
  };
  const rest = (ms) => new Promise((done) => { wake = done; setTimeout(done, ms); });
  const loop = async () => {
    if (busy) return;
    busy = true;
    for (let item; (item = items.find((one) => one.go)); ) {
      const on = await step(item).catch(() => refuse(item));
      if (on || !item.go) continue;
      await rest(wait * (0.75 + Math.random() / 2));
      wait = Math.min(wait * 2, LONGEST_WAIT);
    }
    busy = false;
  };
  const again = () => { if (!document.hidden) { wait = 1000; wake(); } };
  document.addEventListener("visibilitychange", again);
  addEventListener("online", again);
  addEventListener("beforeunload", (event) => { if (items.some((item) => item.go)) { event.preventDefault(); event.returnValue = ""; } });

  // the form: what is picked, for whom and what
  const wrong = (text, field) => { $("wrong").textContent = text; field.focus(); };
  form.addEventListener("submit", (event) => {
    const fresh = items.filter((item) => item.file && !item.meta && !item.over), { task, link, key } = form.elements;
    if (!fresh.length && (!items[0] || link.value)) return;
    event.preventDefault();
    if (!fresh.length) return;
    const radio = form.querySelector("[name=assignment]:checked");
    if (!radio) return wrong(words.whose, form.querySelector("[name=assignment]"));
    if ("one" in radio.dataset && fresh.length + !!link.value.trim() > 1) return wrong(words.one, radio);
    const whose = radio.value.split(".");
    const text = [task.value.trim(), link.value.trim()].filter(Boolean).join("\n");
    if (!whose[1] && !text) return wrong(words.task, task);
    $("wrong").textContent = "";
    for (const item of fresh) {
      item.meta = { student: whose[0], assignment: whose[1], task: text, parcel: key.value };
      if (channel) item.meta.channel = channel;
      if (item.same) Object.assign(item, { url: item.same.url, at: item.same.offset });
      start(item);
    }
    if (card) key.value = [...crypto.getRandomValues(new Uint32Array(4))].map((n) => n.toString(16)).join("");
  });
  for (const input of $("pick").querySelectorAll("input")) {
    input.onchange = () => { [...input.files].forEach(picked); input.value = ""; };
  }
  $("pick").hidden = false;
  $("plain").hidden = form.elements.file.disabled = true;
  for (const one of kept()) {
    const radio = form.querySelector(`[value="${add(one).meta.student}.${one.meta.assignment}"]`);
    if (radio) { radio.checked = true; const box = radio.closest("details"); if (box) box.open = true; }
  }
  ask("GET", "/uploads/").then((xhr) => {
    if (xhr.status !== 200) return;
    known = JSON.parse(xhr.responseText);
    for (const item of items.filter((one) => one.url && !one.file)) {
      const there = known.find((one) => one.url === item.url);
      if (there) { item.at = there.offset; show(item); } else finish(item).then(() => item.over || show(item));
    }
  });
})();
