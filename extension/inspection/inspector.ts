import { t } from '@vscode/l10n';
import type { Canvas, EngineDataset, Network } from '../engine/api';
import type { ImageSet } from '../data/dataset';
import { LabError } from '../errors';
import { settingName } from '../setting-names';
import type { Part } from '#shared/protocol/events';
import { probabilitiesOf } from '../models/prediction';
import type { ActivationMaps, Answers, Answer, Digits, Question } from '#shared/protocol/questions';
import type { ImageSource } from '#shared/protocol/questions';
import { inputRange } from './examples';
import { OwnPictures } from './own-pictures';
import { MAXIMUM_FILTERS } from './parameter-picture';
import type { Inspected, InspectedNetwork, InspectedPart } from './inspected';
import { Rivals } from './rivals';
import type { InspectionSource } from './source';
import { Predictions } from './predictions';

/** Digits in a list; more would not be looked at one by one. */
const MAXIMUM_DIGITS = 60;

/**
 * Answers questions about networks, in training or not. One question at a time: whoever asks waits for
 * the answer before the next, and trains nothing meanwhile.
 */
export class Inspector {
  private readonly canvas: Canvas;
  private readonly rivals: Rivals;
  /** In the engine from the first question on. */
  private exampleImages: EngineDataset | undefined;
  private readonly pictures: OwnPictures;
  /** What the networks, with their present weights, make of all images of a part. */
  private readonly known = {
    validation: new Map<Network, Predictions>(),
    test: new Map<Network, Predictions>(),
  };

  constructor(private readonly inspected: Inspected) {
    const { engine, images } = inspected;
    this.canvas = engine.addCanvas(images.shape);
    this.rivals = new Rivals(inspected);
    this.pictures = new OwnPictures(inspected);
  }

  /** Forgets what the networks made of images: their weights have changed. */
  weightsChanged(): void {
    for (const known of Object.values(this.known)) known.clear();
  }

  /**
   * @param other the run that `flips` compares with
   * @throws LabError `input` for what is not there to be asked about
   */
  async answer(
    question: Question,
    other: InspectionSource | undefined,
    signal: AbortSignal,
  ): Promise<Answer> {
    switch (question.kind) {
      case 'cell':
        return this.cell(question, signal);
      case 'flips':
        return this.flips(question.model, other, signal);
      case 'predict':
        return this.predict(question.image);
      case 'activations':
        return this.activations(question.model, question.image);
      case 'examples':
        return this.examples(question.model);
      case 'prepare':
        return this.pictures.prepare(question.file);
    }
  }

  private async cell(
    { model, actual, predicted, part = 'test' }: Extract<Question, { kind: 'cell' }>,
    signal: AbortSignal,
  ): Promise<Answers['cell']> {
    const { network } = this.find(model);
    const { set } = this.partOf(part);
    const predictions = await this.predictions(network, part, signal);
    const found = indicesOf(set).filter(
      (image) => set.labels[image] === actual && predictions.predicted(image) === predicted,
    );
    return this.digits(
      part,
      found,
      (image) => predictions.probabilities(image)[predicted]!,
      signal,
    );
  }

  private async flips(
    model: string,
    other: InspectionSource | undefined,
    signal: AbortSignal,
  ): Promise<Answers['flips']> {
    if (other === undefined) {
      throw new LabError(
        'input',
        t('The other run is not known any more: choose one to compare with.'),
      );
    }
    const { network } = this.find(model);
    const { set } = this.partOf('test');
    const theirs = await this.rivals.testPredictions(model, other, signal);
    const ours = await this.predictions(network, 'test', signal);
    const flipped = (wrong: Predictions, right: Predictions): Promise<Digits> => {
      const found = indicesOf(set).filter((image) => {
        const label = set.labels[image];
        return wrong.predicted(image) !== label && right.predicted(image) === label;
      });
      return this.digits(
        'test',
        found,
        (image) => wrong.probabilities(image)[wrong.predicted(image)]!,
        signal,
      );
    };
    return { gained: await flipped(theirs, ours), lost: await flipped(ours, theirs) };
  }

  private predict(source: ImageSource): Answers['predict'] {
    const { dataset, index, set } = this.imageOf(source);
    const probabilities = Object.fromEntries(
      this.inspected.networks.map(({ summary, network }) => [
        summary.id,
        probabilitiesOf(network.logits(dataset, index, 1)),
      ]),
    );
    return 'pixels' in source
      ? { pixels: source.pixels, actual: null, probabilities }
      : { pixels: pixelsOf(set!, index), actual: set!.labels[index]!, probabilities };
  }

  private examples(model: string): Answers['examples'] {
    const { engine, images, examples } = this.inspected;
    const { network, normalization } = this.find(model);
    this.exampleImages ??= engine.addDataset(examples.images, examples.labels, images.shape);
    const indices = Uint32Array.from(examples.labels.keys());
    const varied = network.examples(this.exampleImages, indices);
    const size = varied.length / examples.count;
    return {
      examples: Array.from(examples.labels, (actual, i) => ({
        actual,
        pixels: Array.from(varied.subarray(i * size, (i + 1) * size)),
      })),
      range: inputRange(normalization),
    };
  }

  private activations(model: string, source: ImageSource): Answers['activations'] {
    const { summary, network } = this.find(model);
    const { dataset, index } = this.imageOf(source);
    const maps = network
      .activations(dataset, index)
      .map(({ name, channels, height, width, values }): ActivationMaps => {
        const shown = Math.min(channels, MAXIMUM_FILTERS);
        return {
          layer: summary.layers.findIndex((layer) => layer.name === name),
          channels: shown,
          height,
          width,
          values: Array.from(values.subarray(0, shown * height * width)),
        };
      });
    return { maps };
  }

  /**
   * The first of these images, surest first, with what every network makes of them. A network that has diverged
   * is sure of nothing.
   */
  private async digits(
    part: Part,
    found: readonly number[],
    sureness: (image: number) => number,
    signal: AbortSignal,
  ): Promise<Digits> {
    const first = found
      .map((image) => ({ image, sure: sureness(image) || 0 }))
      .sort((a, b) => b.sure - a.sure)
      .slice(0, MAXIMUM_DIGITS);
    const { set } = this.partOf(part);
    const predictions = new Map<string, Predictions>();
    for (const { summary, network } of first.length === 0 ? [] : this.inspected.networks) {
      predictions.set(summary.id, await this.predictions(network, part, signal));
    }
    const digits = first.map(({ image }) => ({
      index: image,
      actual: set.labels[image]!,
      pixels: pixelsOf(set, image),
      probabilities: Object.fromEntries(
        [...predictions].map(([id, all]) => [id, all.probabilities(image)]),
      ),
    }));
    return { total: found.length, digits };
  }

  private async predictions(
    network: Network,
    part: Part,
    signal: AbortSignal,
  ): Promise<Predictions> {
    const { classes } = this.inspected.images;
    let predictions = this.known[part].get(network);
    if (predictions === undefined) {
      predictions = await Predictions.of(network, this.partOf(part).images, classes, signal);
      this.known[part].set(network, predictions);
    }
    return predictions;
  }

  private find(model: string): InspectedNetwork {
    const found = this.inspected.networks.find(({ summary }) => summary.id === model);
    if (found !== undefined) return found;
    const ids = this.inspected.networks.map(({ summary }) => summary.id).join(', ');
    throw new LabError('input', t('This run has no network "{0}": choose one of {1}.', model, ids));
  }

  /**
   * The images of a part.
   * @throws LabError `input` where they are not those that the run had
   */
  private partOf(part: Part): InspectedPart {
    const { changed, parts, data } = this.inspected;
    const found = parts[part];
    if (changed !== null) {
      throw new LabError(
        'input',
        t(
          'The images in {0} are not those of this run: {1}. Put them back as they were to look at them; what you draw is answered all the same.',
          data?.path ?? 'MNIST',
          changed,
        ),
        settingName('data'),
      );
    }
    if (found !== null) return found;
    throw new LabError('input', t('This run has no validation images: ask for test images.'));
  }

  /** An image in the engine; a drawing is on the canvas until the next one, and in no set. */
  private imageOf(source: ImageSource): {
    readonly dataset: EngineDataset;
    readonly index: number;
    readonly set: ImageSet | null;
  } {
    const { images } = this.inspected;
    if ('index' in source) {
      const { index, part = 'test' } = source;
      const { set, images: dataset } = this.partOf(part);
      if (index < set.count) return { dataset, index, set };
      const last = set.count - 1;
      throw new LabError(
        'input',
        part === 'test'
          ? t('There is no test image {0}: choose one from 0 to {1}.', index, last)
          : t('There is no validation image {0}: choose one from 0 to {1}.', index, last),
      );
    }
    const [channels, height, width] = images.shape;
    if (source.pixels.length !== channels * height * width) {
      throw new LabError(
        'input',
        t(
          'An image of {0} values does not fit networks for {1}: give it anew.',
          source.pixels.length,
          images.shape.join('×'),
        ),
      );
    }
    this.canvas.draw(Uint8Array.from(source.pixels, Math.round));
    return { dataset: this.canvas, index: 0, set: null };
  }
}

function indicesOf({ count }: ImageSet): number[] {
  return Array.from({ length: count }, (_, image) => image);
}

function pixelsOf({ images, count }: ImageSet, image: number): number[] {
  const size = images.length / count;
  return Array.from(images.subarray(image * size, (image + 1) * size));
}
