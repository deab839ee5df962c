// One step in the browser's history is one page. What the program writes into the address of a page that is open already
// would be a step of its own: Back would have to be pressed once for each. And before the front end goes to another page
// it takes out of the address what belongs to the old one: that step gets its address back, for Back to show it again.
(() => {
    const push = history.pushState.bind(history);
    let left = null;
    addEventListener("click", event => {
        left = event.target.closest?.("a[href]") && { state: history.state, url: new URL(location.href) };
    }, true);
    history.pushState = (state, unused, url) => {
        const there = new URL(url ?? "", location.href);
        const samePage = there.origin === location.origin && there.pathname === location.pathname;
        if (samePage) return history.replaceState(state, unused, url);
        if (left?.url.pathname === location.pathname) history.replaceState(left.state, unused, left.url);
        left = null;
        return push(state, unused, url);
    };
})();
