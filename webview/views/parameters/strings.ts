import { t } from '@vscode/l10n';
import { formatCount, formatResponse, formatSigned } from '../../format';
import type { Peak } from './planes';

const spot = ({ row, column }: Peak): string => t('row {0}, column {1}', row, column);

export const strings = {
  title: t('Parameters and operations'),
  parameters: t('Parameters'),
  network: t('Network'),
  flopsPerImage: t('FLOPs per image'),
  flopsHint: t(
    'Floating-point operations of a forward pass for one image, a multiply-add being two',
  ),
  ratio: (a: string, b: string, ratio: string) => t('{0} : {1} = {2}', a, b, ratio),
  layers: t('Layer by layer'),
  shownAs: t('Show layers as'),
  shownAsEach: { tables: t('Tables'), graphs: t('Graphs') },
  graphOf: (label: string) => t('Layers of {0}, from the image to the classes', label),
  images: t('Image'),
  classes: (count: number) => (count === 1 ? t('1 class') : t('{0} classes', formatCount(count))),
  softmax: t('the largest is the prediction, softmax makes them probabilities'),
  parameterCount: (count: number) =>
    count === 1 ? t('1 parameter') : t('{0} parameters', formatCount(count)),
  layersOf: (label: string) => t('Layers and parameters of {0}', label),
  parameter: t('Parameter'),
  arithmetic: t('Arithmetic'),
  count: t('Count'),
  output: t('output'),
  operations: (flops: number) => (flops === 1 ? t('1 FLOP') : t('{0} FLOPs', formatCount(flops))),
  shareOfTotal: (percent: string) => t('{0} of all parameters', percent),
  untrained: (networks: readonly string[]) =>
    networks.length === 1
      ? t('{0} is in your settings, but no run trains it.', networks[0]!)
      : t('{0} are in your settings, but no run trains them.', networks.join(', ')),
  chooseNetworks: t('Choose Networks'),
  notTrained: t('not trained'),
  total: t('Total'),
  matched: (
    layer: string,
    argument: string,
    width: string,
    model: string,
    own: string,
    other: string,
    difference: string,
  ) =>
    t(
      '{0}: {1} {2} brings the total closest to {3}: {4} against {5}, a difference of {6}.',
      layer,
      argument,
      width,
      model,
      own,
      other,
      difference,
    ),
  beforeRun: t('Once the networks train, their filters and the spread of their weights show here.'),
  beforeWeights: t('The first look at the weights comes in a moment.'),
  noWeights: t('No look at the weights was kept with this run.'),
  weightsOfBest: t(
    'The weights are shown as training left them; what filters respond with is of each network’s best weights, which early stopping has kept.',
  ),
  weightsOfLast: t(
    'The weights are shown as training left them, and filters respond as they are then: in Try It and Confusion you can choose the best ones.',
  ),
  examples: t('What it sees'),
  exampleLabel: (name: string) => t('A training image as this network sees it, labelled {0}', name),
  inputRange: (least: number, most: number) =>
    t('Black counts as {0} and white as {1}.', formatSigned(least), formatSigned(most)),
  distribution: (name: string, least: number, most: number, common: number) =>
    t(
      'Values of {0}: from {1} to {2}, most often near {3}',
      name,
      formatSigned(least),
      formatSigned(most),
      formatSigned(common),
    ),
  constant: (name: string, value: number) => t('Values of {0}: all {1}', name, formatSigned(value)),
  image: t('Image for the filters'),
  responsesTo: t('What the filters respond to'),
  yourDrawing: t('Your drawing'),
  useDrawing: t('Use my drawing'),
  sort: t('Strongest responses first'),
  sortHint: t('By how far the response varies over the image'),
  filtersOf: (name: string) => t('Filters of {0}; the arrow keys go from one to the next', name),
  firstOf: (shown: string, all: string) => t('The first {0} of {1} filters', shown, all),
  weights: t('weights'),
  weightsInColors: t('weights on red, green and blue, in these colours'),
  response: t('response'),
  filter: (number: number) => t('Filter {0}', number),
  filterLabel: (number: number, weight: Peak | null, channels: number) => {
    if (weight === null) return t('Filter {0}: its weights are no numbers any more', number);
    return channels > 1
      ? t(
          'Filter {0}: strongest weight {1} in channel {2}, {3}',
          number,
          formatSigned(weight.value),
          weight.channel,
          spot(weight),
        )
      : t(
          'Filter {0}: strongest weight {1} at {2}',
          number,
          formatSigned(weight.value),
          spot(weight),
        );
  },
  diverged: (name: string) =>
    t('{0}: diverged, not one of its values is a finite number any more.', name),
  notFinite: (count: string) => t('Values that are no finite numbers any more: {0}.', count),
  responseLabel: (peak: Peak) =>
    t('strongest response {0} at {1}', formatResponse(peak.value), spot(peak)),
  valuesOf: (number: number, channel: number, channels: number) =>
    channels > 1
      ? t('Weights of filter {0}, channel {1}', number, channel)
      : t('Weights of filter {0}', number),
  channel: t('Input channel'),
  channelOf: (channel: number, channels: number) => t('Channel {0} of {1}', channel, channels),
  close: t('Close'),
} as const;
