// Runs before the first paint, so that a kept choice of theme never flashes the other one.
try {
  const theme = localStorage.getItem('assay.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be off; the system's theme holds.
}
