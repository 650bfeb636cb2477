// Screens in the hall: the next page comes by itself; while the server is away, what was shown stays and the page asks on.
const hall = () => document.getElementById("hall");
const style = (page) => page.querySelector("link").getAttribute("href");
const again = () => setTimeout(turn, hall().dataset.seconds * 1000);
async function turn() {
  const stop = new AbortController();
  const late = setTimeout(() => stop.abort(), 9000);
  let fresh = null;
  try {
    const answer = await fetch(hall().dataset.next, { signal: stop.signal });
    if (answer.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      fresh = page.getElementById("hall");
      if (fresh && style(page) !== style(document)) location.reload();
      if (fresh) {
        hall().replaceWith(fresh);
        document.body.className = page.body.className;
      }
    }
  } catch {
    fresh = null;
  }
  clearTimeout(late);
  if (!fresh) document.body.classList.add("stale");
  again();
}
again();
// A scanner types like a keyboard: wherever the finger was last, its signs go into the field.
const field = document.getElementById("code");
if (field) document.addEventListener("keydown", (event) => {
  if (event.key.length === 1 && !event.ctrlKey && !event.altKey && document.activeElement === document.body) field.focus();
});
