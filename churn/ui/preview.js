// Takes each part of the preview away as soon as the page has it, and all of it when the page has something else to say;
// at once where the browser keeps other looks than those that the preview has.
(() => {
    const preview = document.getElementById("preview");
    const root = document.getElementById("root");
    const looks = [["stActiveTheme", '"System"'], ["stSidebarCollapsed", "false"], ["sidebarWidth", null]];
    const other = ([key, value]) => looks.some(([name, usual]) => key.startsWith(name) && value !== usual);
    const kept = () => {
        try {
            return Object.entries(localStorage);
        } catch { // the browser keeps nothing
            return [];
        }
    };
    const something = "[data-testid='stAlert'], [data-testid='stException'], [role='dialog']";
    const results = preview.querySelector("h2").textContent; // whose they are
    const others = () => (root.querySelector("h2")?.textContent.trim() ?? results) !== results;
    const parts = new Set(preview.querySelectorAll(":scope > [data-until]"));
    const giveWay = part => { // its room stays, for those that are still there
        part.style.height = `${part.offsetHeight}px`;
        part.replaceChildren();
        parts.delete(part);
    };
    const end = () => {
        watch.disconnect();
        preview.remove();
    };
    const look = () => {
        [...parts].filter(part => root.querySelector(part.dataset.until)).forEach(giveWay);
        if (!parts.size || others() || document.querySelector(something)) end();
    };
    const watch = new MutationObserver(look);
    if (kept().some(other)) return end();
    watch.observe(root, { childList: true, subtree: true });
    setTimeout(end, 60_000);
})();
