// Keys, clicks and the menu: what the person does, told to whoever acts on it.

/** Calls `act` for an Enter that is meant to send; Shift and Enter starts a new line. */
export function onEnter(field, act) {
  field.addEventListener("keydown", (event) => {
    // An Enter that ends the composing of Japanese or Chinese is not a question; Safari marks it only by 229.
    const composing = event.isComposing || event.keyCode === 229;
    if (event.key !== "Enter" || event.shiftKey || composing) return;
    event.preventDefault();
    act();
  });
}

/** Calls `act` for plain clicks; any other (a new tab) is the browser's. */
export function onPlainClick(node, act) {
  node.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    act(event);
  });
}

/** A <details> as a menu: `choose` is told the button that was pressed; Escape and a click elsewhere close it. */
export function watchMenu(menu, choose) {
  const close = () => {
    if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
    menu.open = false;
  };
  for (const item of menu.querySelectorAll("button")) {
    item.addEventListener("click", () => {
      choose(item);
      close();
    });
  }
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    event.preventDefault();
    close();
  });
  document.addEventListener("click", ({ target }) => {
    if (!menu.contains(target)) menu.open = false;
  });
}
