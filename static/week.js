// The week of a timetable: a lesson is dragged to another cell, or pushed with Shift and an arrow. Its form does the same.
const form = document.getElementById("move");
let held = null;
const put = (lesson, cell) => {
  if (!cell || cell.contains(lesson)) return;
  form.action = `/timetable/lessons/${lesson.dataset.lesson}/move`;
  form.elements.weekday.value = cell.dataset.day;
  form.elements.start.value = cell.dataset.start;
  form.requestSubmit();
};
const cellOf = (el) => el.closest("td[data-day]");
document.addEventListener("dragstart", (event) => {
  held = event.target.closest?.("[data-lesson]");
  if (held) event.dataTransfer.setData("text/plain", held.dataset.lesson);
});
document.addEventListener("dragover", (event) => { if (held && cellOf(event.target)) event.preventDefault(); });
document.addEventListener("drop", (event) => { if (held) { event.preventDefault(); put(held, cellOf(event.target)); } });
document.addEventListener("keydown", (event) => {
  const lesson = event.target.closest("[data-lesson]");
  const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
  if (!lesson || !step || !event.shiftKey) return;
  event.preventDefault();
  const cell = cellOf(lesson), row = cell.parentElement, rows = [...row.parentElement.rows];
  const next = rows[rows.indexOf(row) + step[0]];
  put(lesson, next?.cells[cell.cellIndex + step[1]]?.dataset.day && next.cells[cell.cellIndex + step[1]]);
});
