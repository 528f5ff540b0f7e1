// Light or dark, before the page is drawn: what was chosen here before, else what the system says.
// A classic script, so that nothing flashes.
window.theme = {
  /** "auto", "light" or "dark". */
  chosen() {
    return localStorage.getItem("anqa-theme") ?? "auto";
  },

  choose(name) {
    localStorage.setItem("anqa-theme", name);
    this.apply();
  },

  apply() {
    document.documentElement.dataset.theme = this.chosen();
  },
};

window.theme.apply();
