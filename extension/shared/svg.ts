/** SVG as text, for files: never for a page, where it would be HTML from data. */

type Attributes = Readonly<Record<string, string | number>>;

/** An element with attributes; its content is markup, made by these functions. */
export function element(name: string, attributes: Attributes, ...content: string[]): string {
  const written = Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${escape(typeof value === 'number' ? round(value) : value)}"`)
    .join('');
  const inner = content.join('');
  return inner === '' ? `<${name}${written}/>` : `<${name}${written}>${inner}</${name}>`;
}

export function text(attributes: Attributes, words: string): string {
  return element('text', attributes, escape(words));
}

/** A whole file. */
export function document(
  width: number,
  height: number,
  attributes: Attributes,
  ...content: string[]
): string {
  const size = { width, height, viewBox: `0 0 ${round(width)} ${round(height)}` };
  const root = { xmlns: 'http://www.w3.org/2000/svg', ...size, ...attributes };
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element('svg', root, ...content)}\n`;
}

/** The `d` of a path through points; null lifts the pen. */
export function pathThrough(points: readonly (readonly [number, number] | null)[]): string {
  let down = false;
  return points
    .map((point) => {
      const command = down ? 'L' : 'M';
      down = point !== null;
      return point === null ? '' : `${command}${round(point[0])} ${round(point[1])}`;
    })
    .join('');
}

/** Hundredths of a pixel are enough for twice the density. */
function round(value: number): string {
  return String(Math.round(value * 100) / 100);
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Text as XML allows it: control characters, which it cannot write in any way, are left out. */
function escape(words: string): string {
  return words
    .replace(/[\0-\x08\v\f\x0e-\x1f]/g, '')
    .replace(/[&<>"']/g, (sign) => entities[sign]!);
}
