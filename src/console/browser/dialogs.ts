import { whenever } from "./fresh.ts";

/** `data-dialog="id"` opens a dialog, `data-close` closes the one it is in; the focus goes back by itself. */
export function dialogs(): void {
  // A dialog that the server sent open becomes a modal one.
  whenever<HTMLDialogElement>("dialog[data-modal]", (dialog) => {
    dialog.close();
    show(dialog);
  });
  document.addEventListener("click", (event) => {
    const target = event.target as Element;
    const opener = target.closest<HTMLElement>("[data-dialog]");
    const dialog = opener && document.getElementById(opener.dataset.dialog ?? "");
    if (dialog instanceof HTMLDialogElement) {
      event.preventDefault();
      opener?.closest<HTMLElement>("[popover]")?.hidePopover();
      show(dialog);
      return;
    }
    const open = target.closest("dialog");
    if (open && (target.closest("[data-close]") || target === open)) {
      event.preventDefault();
      open.close();
    }
  });
}

/** Of a page in a frame, a browser refuses `autofocus`; the answer that does no harm gets the focus nevertheless. */
function show(dialog: HTMLDialogElement): void {
  dialog.showModal();
  dialog.querySelector<HTMLElement>("[data-focus]")?.focus();
}
