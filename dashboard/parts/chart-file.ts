/** Hands the reader a file made in the page. */
export function download(name: string, type: string, content: BlobPart): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

const svg_ns = 'http://www.w3.org/2000/svg';
const colored = ['fill', 'stroke', 'color'] as const;
const margin = 16;
const line = 24;

/** A copy of a drawing that needs no style sheet: the page's colors, as they are now, are written into it. */
function standalone(drawing: SVGSVGElement): SVGSVGElement {
  const copy = drawing.cloneNode(true) as SVGSVGElement;
  const copies = [copy, ...copy.querySelectorAll('*')];
  [drawing, ...drawing.querySelectorAll('*')].forEach((element, at) => {
    const style = getComputedStyle(element);
    for (const name of colored)
      if (/var\(|currentColor/.test(element.getAttribute(name) ?? ''))
        copies[at]?.setAttribute(name, style.getPropertyValue(name));
  });
  copy.removeAttribute('style');
  copy.removeAttribute('aria-hidden');
  copy.setAttribute('color', getComputedStyle(drawing).color);
  return copy;
}

function write(x: number, y: number, text: string, bold: boolean, color: string): SVGTextElement {
  const element = document.createElementNS(svg_ns, 'text');
  const attributes = { x, y, fill: color, ...(bold ? { 'font-weight': 600, 'font-size': 15 } : {}) };
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.textContent = text;
  return element;
}

function block(x: number, y: number, width: number | string, height: number | string, fill: string): SVGRectElement {
  const element = document.createElementNS(svg_ns, 'rect');
  for (const [name, value] of Object.entries({ x, y, width, height, fill })) element.setAttribute(name, String(value));
  return element;
}

/** The chart in `box` as an SVG file with its title and legend; null while nothing is drawn. */
export function svgOf(box: Element, title: string): string | null {
  const drawing = box.querySelector<SVGSVGElement>(':scope > svg, :scope > figure > svg');
  if (!drawing) return null;
  const { width, height } = drawing.getBoundingClientRect();
  const ink = getComputedStyle(drawing).color;
  const paper = getComputedStyle(box.closest('.card') ?? document.body).backgroundColor;
  const file = document.createElementNS(svg_ns, 'svg');
  file.append(block(0, 0, '100%', '100%', paper), write(margin, margin + 14, title, true, ink));
  let top = margin + line;
  let left = margin;
  for (const swatch of box.querySelectorAll('span[class$="-swatch"]')) {
    const text = swatch.textContent ?? '';
    const mark = swatch.querySelector('svg');
    const taken = 34 + 7 * text.length;
    if (left > margin && left + taken > width + margin) {
      left = margin;
      top += line;
    }
    file.append(block(left, top + 2, 12, 12, mark ? getComputedStyle(mark).fill : ink));
    file.append(write(left + 18, top + 13, text, false, ink));
    left += taken;
  }
  if (left > margin) top += line;
  const copy = standalone(drawing);
  const place = { x: margin, y: top, width, height };
  for (const [name, value] of Object.entries(place)) copy.setAttribute(name, String(value));
  file.append(copy);
  const size = { width: width + 2 * margin, height: top + height + margin };
  const look = { xmlns: svg_ns, ...size, 'font-family': 'system-ui, sans-serif', 'font-size': 12 };
  for (const [name, value] of Object.entries(look)) file.setAttribute(name, String(value));
  return new XMLSerializer().serializeToString(file);
}

/** An SVG file as a PNG of twice its size, for screens and slides. */
export async function pngOf(svg: string): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = image.width * 2;
  canvas.height = image.height * 2;
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done, fail) =>
    canvas.toBlob(
      (blob) => (blob ? done(blob) : fail(new Error('The browser made no PNG of the chart.'))),
      'image/png',
    ),
  );
}
