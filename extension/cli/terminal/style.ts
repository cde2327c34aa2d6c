import { createColors } from 'picocolors';

/** How text is dressed up. Without colour every function returns its text as it is. */
export interface Style {
  readonly color: boolean;
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  /** The text of network `index`, told apart by colour besides its name. */
  readonly series: (index: number, text: string) => string;
  /** Text on a background that grows stronger from 0 to 1, in the hue of right or wrong. */
  readonly heat: (text: string, strength: number, right: boolean) => string;
}

interface Terminal {
  readonly isTTY?: boolean;
}

/** Colour where a terminal shows it; NO_COLOR and FORCE_COLOR decide before that. */
export function terminalStyle(
  stream: Terminal,
  environment: Readonly<Record<string, string | undefined>>,
): Style {
  return createStyle(wantsColor(stream, environment));
}

function wantsColor(
  stream: Terminal,
  environment: Readonly<Record<string, string | undefined>>,
): boolean {
  if (environment.NO_COLOR) return false;
  if (environment.FORCE_COLOR) return environment.FORCE_COLOR !== '0';
  return stream.isTTY === true && environment.TERM !== 'dumb';
}

export function createStyle(color: boolean): Style {
  const { bold, dim, blue, yellow, magenta, green, cyan, red } = createColors(color);
  const hues = [blue, yellow, magenta, green, cyan, red];
  return {
    color,
    bold,
    dim,
    series: (index, text) => hues[index % hues.length]!(text),
    heat: (text, strength, right) => (color ? heat(text, strength, right) : text),
  };
}

/** Steps of xterm's 256 colours from dark to strong: blues for right, oranges for wrong. */
const rightSteps = [17, 18, 19, 20, 26, 27];
const wrongSteps = [52, 88, 130, 166, 172, 208];

function heat(text: string, strength: number, right: boolean): string {
  if (strength <= 0) return text;
  const steps = right ? rightSteps : wrongSteps;
  const index = Math.min(steps.length - 1, Math.floor(strength * steps.length));
  // The strongest oranges are bright enough for black text only.
  const foreground = !right && index >= 3 ? 16 : 231;
  return `\u001b[48;5;${steps[index]!};38;5;${foreground}m${text}\u001b[0m`;
}
