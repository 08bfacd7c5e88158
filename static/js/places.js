/* Somebody was put on the waiting list: the search box is free for the next name. */

const box = document.getElementById("q");

document.addEventListener("register:waits", () => {
  box.value = "";
  if (window.matchMedia("(pointer: fine)").matches) box.focus();
});
