/** A menu that scrolls sideways on a phone, as its `ref`: brings the part shown into view, which may stand beyond its edge. */
export const showCurrent = (menu: HTMLElement | null): void => {
  const link = menu?.querySelector<HTMLElement>('[aria-current]');
  if (menu && link) menu.scrollLeft = link.offsetLeft - menu.offsetLeft - 24;
};
