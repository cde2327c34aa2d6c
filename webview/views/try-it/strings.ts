import { t } from '@vscode/l10n';
import { formatList } from '../../format';
import type { Camp } from './agreement';

export const strings = {
  title: t('What does each network read?'),
  source: t('What to show the networks'),
  draw: t('Draw'),
  ownPicture: t('Your picture'),
  choosePicture: t('Choose a Picture…'),
  choosePictureHint: t('PNG, JPEG, GIF, BMP or WebP'),
  dropHint: t('Drop or paste a picture here: a scan, or a photo of what you wrote on paper.'),
  readsNoPicture: t('Show a picture, and every network says what it reads.'),
  preparing: t('Preparing the picture…'),
  beforeLabel: (name: string) => t('The picture {0}', name),
  afterLabel: t('The picture as an image of the data set'),
  pictureTooLarge: (size: string, most: string) =>
    t('The picture has {0}, and at most {1} are taken: make it smaller.', size, most),
  inverted: t('Dark and light exchanged'),
  paperRemoved: t('Paper removed'),
  centredByMass: t('Cut out, its centre of mass where the data set has it'),
  centredByBox: t('Cut out, and centred as the data set is'),
  takenWhole: t('Taken whole'),
  noPad: (channels: number) =>
    channels === 3
      ? t('These images are in colour and a pen is not: step through those of the data set.')
      : t(
          'These images have {0} channels and a pen has one: step through those of the data set.',
          channels,
        ),
  pad: t('Drawing pad'),
  padHint: t('Draw here'),
  keysTitle: t('Drawing with the keyboard'),
  keys: t(
    'The arrow keys move the pen, with Shift in larger steps; Space sets it down and lifts it; Delete clears; Ctrl+Z takes the last line back.',
  ),
  position: (column: number, row: number, down: boolean) =>
    down ? t('Drawing: column {0}, row {1}', column, row) : t('Column {0}, row {1}', column, row),
  penDown: t('Pen down'),
  penUp: t('Pen up'),
  cleared: t('The pad is empty'),
  undone: t('The last line is gone'),
  undo: t('Undo'),
  clear: t('Clear'),
  asSeen: t('As the networks see it'),
  asSeenSize: (height: number, width: number) => t('{0}×{1} pixels', height, width),
  previous: {
    validation: t('Previous validation image'),
    test: t('Previous test image'),
  },
  next: { validation: t('Next validation image'), test: t('Next test image') },
  random: t('Random'),
  randomHint: { validation: t('A random validation image'), test: t('A random test image') },
  imageNumber: { validation: t('Validation image'), test: t('Test image') },
  testImageOf: (last: string) => t('0 to {0}', last),
  drawingLabel: t('The drawing, scaled and centred as the images of MNIST were'),
  labelled: (name: string) => t('Its label is {0}.', name),
  readsNothing: t('Draw something, and every network says what it reads, as you draw.'),
  noAnswer: t('no answer'),
  diverged: t('Its numbers have grown beyond all bounds: this network has diverged.'),
  probabilities: (model: string) => t('Probabilities of {0}', model),
  likeliest: (model: string, shown: number, all: number) =>
    t('Probabilities of {0}: the {1} likeliest of {2} classes', model, shown, all),
  itsLabel: t('the label'),
} as const;

/** `All three networks read 7.` or `mlp reads 1, cnn and cnn-big read 7.` */
export function agreementSentence(camps: readonly Camp[], classes: readonly string[]): string {
  const nameOf = ({ predicted }: Camp): string =>
    predicted === null ? strings.noAnswer : classes[predicted]!;
  const [only] = camps;
  if (only === undefined) return '';
  const count = camps.reduce((sum, { models }) => sum + models.length, 0);
  if (camps.length === 1 && only.predicted === null) return t('No network has an answer.');
  if (camps.length === 1) {
    if (count === 1) return t('{0} reads {1}.', only.models[0]!, nameOf(only));
    if (count === 2) return t('Both networks read {0}.', nameOf(only));
    if (count === 3) return t('All three networks read {0}.', nameOf(only));
    return t('All {0} networks read {1}.', count, nameOf(only));
  }
  const largest = camps.at(-1)!;
  const clear = camps.every(
    (camp) => camp === largest || camp.models.length < largest.models.length,
  );
  const parts = camps.map((camp) => {
    if (camp.predicted === null) return t('{0}: no answer', formatList(camp.models));
    if (camp === largest && clear && camp.models.length > 1)
      return t('the others {0}', nameOf(camp));
    if (camp.models.length === 1) return t('{0} reads {1}', camp.models[0]!, nameOf(camp));
    return t('{0} read {1}', formatList(camp.models), nameOf(camp));
  });
  return `${parts.join(', ')}.`;
}

/** Whether the networks are right about a test image. */
export function verdictSentence(camps: readonly Camp[], actual: number, name: string): string {
  // Who has no answer is neither.
  const answers = camps.filter(({ predicted }) => predicted !== null);
  if (answers.length === 0) return strings.labelled(name);
  const right = answers.filter(({ predicted }) => predicted === actual);
  const wrong = answers
    .filter(({ predicted }) => predicted !== actual)
    .flatMap(({ models }) => models);
  if (wrong.length === 0) return t('That is right: its label is {0}.', name);
  if (right.length === 0) return t('That is wrong: its label is {0}.', name);
  return wrong.length === 1
    ? t('Its label is {0}: {1} is wrong.', name, wrong[0]!)
    : t('Its label is {0}: {1} are wrong.', name, formatList(wrong));
}
