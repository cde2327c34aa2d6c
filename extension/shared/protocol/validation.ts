import * as v from 'valibot';
import { type HostMessage, MAXIMUM_PICTURE, type PanelMessage, panelTabs } from './messages';

/** No data set has larger images that one would draw by hand. */
const MAXIMUM_PIXELS = 1024 * 1024;
/** Characters of whatever is a name or a sentence. */
const MAXIMUM_WORDS = 2000;

const index = v.pipe(v.number(), v.integer(), v.minValue(0));
/** Ids come back from the panel as they were sent to it, and name folders: nothing but plain words. */
const id = v.pipe(v.string(), v.maxLength(200));
const byte = v.pipe(v.number(), v.minValue(0), v.maxValue(255));
/** Valibot's own check repeats a group, and a few megabytes of that are more than a stack holds. */
const base64 = v.check(
  (text: string) => text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text),
);
const words = v.pipe(v.string(), v.maxLength(MAXIMUM_WORDS));
/** Only our own settings: the panel must not be able to point the editor anywhere else. */
const setting = v.pipe(words, v.regex(/^mnistLab(\.\w+)*$/));
/** Why the panel could not do what the host asked for. */
const error = v.strictObject({
  kind: v.picklist(['usage', 'input', 'engine', 'internal']),
  message: words,
});
const image = v.union([
  v.strictObject({ index }),
  v.strictObject({ pixels: v.pipe(v.array(byte), v.maxLength(MAXIMUM_PIXELS)) }),
]);

const question = v.variant('kind', [
  v.strictObject({ kind: v.literal('cell'), model: id, actual: index, predicted: index }),
  v.strictObject({ kind: v.literal('flips'), model: id, otherRun: id }),
  v.strictObject({ kind: v.literal('predict'), image }),
  v.strictObject({ kind: v.literal('activations'), model: id, image }),
]);

const panelMessage = v.variant('type', [
  v.strictObject({ type: v.literal('ready') }),
  v.strictObject({ type: v.literal('train') }),
  v.strictObject({ type: v.literal('stop') }),
  v.strictObject({ type: v.literal('pause') }),
  v.strictObject({ type: v.literal('resume') }),
  v.strictObject({
    type: v.literal('openSettings'),
    setting: v.exactOptional(setting),
  }),
  v.strictObject({ type: v.literal('openInEditor') }),
  v.strictObject({ type: v.literal('runAgain') }),
  v.strictObject({ type: v.literal('showCurrent') }),
  v.strictObject({ type: v.literal('chooseComparison') }),
  v.strictObject({ type: v.literal('endComparison') }),
  v.strictObject({ type: v.literal('export') }),
  v.strictObject({ type: v.literal('copyReport') }),
  v.strictObject({ type: v.literal('ask'), id: index, question }),
  v.strictObject({
    type: v.literal('picture'),
    id: index,
    reply: v.union([
      v.strictObject({ ok: v.pipe(v.string(), v.maxLength(MAXIMUM_PICTURE), base64) }),
      v.strictObject({ error }),
    ]),
  }),
]);

/** A message from the panel, or null for anything that is none. */
export function parsePanelMessage(message: unknown): PanelMessage | null {
  // What is too long is not looked at any closer.
  const result = v.safeParse(panelMessage, message, { abortPipeEarly: true });
  return result.success ? result.output : null;
}

const event = v.looseObject({
  type: v.picklist([
    'run',
    'batch',
    'epoch',
    'test',
    'weights',
    'paused',
    'resumed',
    'saved',
    'evaluation',
    'done',
    'stopped',
    'failed',
    'notice',
  ]),
});

const run = v.looseObject({ status: v.string(), run: event });

const hostMessage = v.variant('type', [
  v.strictObject({
    type: v.literal('state'),
    state: v.looseObject({
      run: v.nullable(run),
      models: v.array(v.looseObject({ id: v.string(), total: v.number() })),
      training: v.boolean(),
    }),
  }),
  v.strictObject({ type: v.literal('events'), events: v.array(event) }),
  v.strictObject({ type: v.literal('showTab'), tab: v.picklist(panelTabs) }),
  v.strictObject({
    type: v.literal('answer'),
    id: index,
    reply: v.union([
      v.strictObject({ ok: v.looseObject({}) }),
      v.strictObject({ error: v.looseObject({ message: v.string() }) }),
    ]),
  }),
  v.strictObject({
    type: v.literal('draw'),
    id: index,
    picture: v.picklist(['curves.png', 'curves.svg', 'confusion.png']),
    subject: v.looseObject({ name: v.string(), run }),
  }),
]);

/** A message from the host, or null for anything that is none, such as another frame's. */
export function parseHostMessage(message: unknown): HostMessage | null {
  // The outline is checked; what is in it comes from the same build of the same protocol.
  return v.is(hostMessage, message) ? (message as unknown as HostMessage) : null;
}
