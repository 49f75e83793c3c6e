// SPDX-License-Identifier: BSL-1.0
// Dark or light as the rest of the site is: its switch keeps the choice under the site's own path.
const palette = new URL('..', location).pathname + '.__palette';
const dark = () => {
  const chosen = JSON.parse(localStorage.getItem(palette) || 'null');
  return chosen ? chosen.color.scheme === 'slate' : matchMedia('(prefers-color-scheme: dark)').matches;
};
const show = (isDark) => {
  document.documentElement.classList.toggle('dark-mode', isDark);
  document.documentElement.classList.toggle('light-mode', !isDark);
};
show(dark());
addEventListener('DOMContentLoaded', () => document.getElementById('scheme').addEventListener('click', () => {
  const isDark = !dark();
  localStorage.setItem(palette, JSON.stringify({
    index: isDark ? 1 : 0,
    color: {scheme: isDark ? 'slate' : 'default', primary: 'indigo', accent: 'indigo'}
  }));
  show(isDark);
}));
