// Light or dark, before the page is drawn: what was chosen here before, else what the system says.
// A classic script, so that nothing flashes.
window.theme = {
  /** "auto", "light" or "dark". */
  chosen: "auto",

  choose(name) {
    this.chosen = name;
    document.documentElement.dataset.theme = name;
    try {
      localStorage.setItem("anqa-theme", name);
    } catch {
      // The browser keeps nothing, so the choice is for this page alone.
    }
  },
};

try {
  window.theme.choose(localStorage.getItem("anqa-theme") ?? "auto");
} catch {
  window.theme.choose("auto");
}
