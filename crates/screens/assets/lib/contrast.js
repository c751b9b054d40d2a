// High contrast, as the person chose on this device; without a choice, as the device itself asks.

const KEY = 'burgertop.contrast';

export function highContrast() {
  try {
    const chosen = localStorage.getItem(KEY);
    if (chosen) return chosen === 'more';
  } catch {
    /* storage is blocked: as the device asks */
  }
  return matchMedia('(prefers-contrast: more)').matches;
}

/** @param {boolean} more */
export function chooseContrast(more) {
  try {
    localStorage.setItem(KEY, more ? 'more' : 'plain');
  } catch {
    /* not remembered, but chosen */
  }
  apply(more);
}

/** @param {boolean} more */
function apply(more) {
  document.documentElement.classList.toggle('contrast-more', more);
}

apply(highContrast());
