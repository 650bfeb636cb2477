// The button that opens the print window; without a script the line with Ctrl P stands in its place.
const button = document.getElementById("print");
button.onclick = () => print();
button.hidden = false;
