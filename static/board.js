// The hall's screen renews itself every minute and outlives a restart of the server: what was there stays until it answers.
(() => {
  "use strict";
  const renew = async () => {
    try {
      const answer = await fetch(location.pathname, { cache: "no-cache" });
      if (!answer.ok) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main");
      if (fresh && !document.querySelector("main :focus")) document.querySelector("main").replaceChildren(...fresh.childNodes);
    } catch { /* the server is away: try again in a minute */ }
  };
  setInterval(renew, 60000);
})();
