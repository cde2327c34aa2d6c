import { t } from '@vscode/l10n';
import type { Canvas, EngineDataset, Network } from '../engine/api';
import { LabError } from '../errors';
import { probabilitiesOf } from '../models/prediction';
import type { ActivationMaps, Answers, Answer, Digits, Question } from '#shared/protocol/questions';
import type { ImageSource } from '#shared/protocol/questions';
import { MAXIMUM_FILTERS } from './parameter-picture';
import type { Inspected, InspectedNetwork } from './inspected';
import { Rivals } from './rivals';
import type { InspectionSource } from './source';
import { TestPredictions } from './test-predictions';

/** Digits in a list; more would not be looked at one by one. */
const MAXIMUM_DIGITS = 60;

/**
 * Answers questions about networks, in training or not. One question at a time: whoever asks waits for
 * the answer before the next, and trains nothing meanwhile.
 */
export class Inspector {
  private readonly canvas: Canvas;
  private readonly rivals: Rivals;
  /** What the networks, with their present weights, make of the test images. */
  private readonly known = new Map<Network, TestPredictions>();

  constructor(private readonly inspected: Inspected) {
    const { engine, images } = inspected;
    this.canvas = engine.addCanvas(images.shape);
    this.rivals = new Rivals(inspected);
  }

  /** Forgets what the networks made of the test images: a training step has changed their weights. */
  weightsChanged(): void {
    this.known.clear();
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
    }
  }

  private async cell(
    { model, actual, predicted }: Extract<Question, { kind: 'cell' }>,
    signal: AbortSignal,
  ): Promise<Answers['cell']> {
    const predictions = await this.testPredictions(this.find(model).network, signal);
    const found = this.testIndices().filter(
      (image) => this.label(image) === actual && predictions.predicted(image) === predicted,
    );
    return this.digits(found, (image) => predictions.probabilities(image)[predicted]!, signal);
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
    const theirs = await this.rivals.testPredictions(model, other, signal);
    const ours = await this.testPredictions(network, signal);
    const flipped = (wrong: TestPredictions, right: TestPredictions): Promise<Digits> => {
      const found = this.testIndices().filter((image) => {
        const label = this.label(image);
        return wrong.predicted(image) !== label && right.predicted(image) === label;
      });
      return this.digits(
        found,
        (image) => wrong.probabilities(image)[wrong.predicted(image)]!,
        signal,
      );
    };
    return { gained: await flipped(theirs, ours), lost: await flipped(ours, theirs) };
  }

  private predict(source: ImageSource): Answers['predict'] {
    const { dataset, index } = this.imageOf(source);
    const probabilities = Object.fromEntries(
      this.inspected.networks.map(({ summary, network }) => [
        summary.id,
        probabilitiesOf(network.logits(dataset, index, 1)),
      ]),
    );
    return 'pixels' in source
      ? { pixels: source.pixels, actual: null, probabilities }
      : { pixels: this.pixels(index), actual: this.label(index), probabilities };
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
   * The first of these test images, surest first, with what every network makes of them. A network that has diverged
   * is sure of nothing.
   */
  private async digits(
    found: readonly number[],
    sureness: (image: number) => number,
    signal: AbortSignal,
  ): Promise<Digits> {
    const first = found
      .map((image) => ({ image, sure: sureness(image) || 0 }))
      .sort((a, b) => b.sure - a.sure)
      .slice(0, MAXIMUM_DIGITS);
    const predictions = new Map<string, TestPredictions>();
    for (const { summary, network } of first.length === 0 ? [] : this.inspected.networks) {
      predictions.set(summary.id, await this.testPredictions(network, signal));
    }
    const digits = first.map(({ image }) => ({
      index: image,
      actual: this.label(image),
      pixels: this.pixels(image),
      probabilities: Object.fromEntries(
        [...predictions].map(([id, all]) => [id, all.probabilities(image)]),
      ),
    }));
    return { total: found.length, digits };
  }

  private async testPredictions(network: Network, signal: AbortSignal): Promise<TestPredictions> {
    const { testImages, images } = this.inspected;
    let predictions = this.known.get(network);
    if (predictions === undefined) {
      predictions = await TestPredictions.of(network, testImages, images.classes, signal);
      this.known.set(network, predictions);
    }
    return predictions;
  }

  private find(model: string): InspectedNetwork {
    const found = this.inspected.networks.find(({ summary }) => summary.id === model);
    if (found !== undefined) return found;
    const ids = this.inspected.networks.map(({ summary }) => summary.id).join(', ');
    throw new LabError('input', t('This run has no network "{0}": choose one of {1}.', model, ids));
  }

  /** An image in the engine; a drawing is on the canvas until the next one. */
  private imageOf(source: ImageSource): { dataset: EngineDataset; index: number } {
    const { test, testImages, images } = this.inspected;
    if ('index' in source) {
      if (source.index < test.count) return { dataset: testImages, index: source.index };
      throw new LabError(
        'input',
        t('There is no test image {0}: choose one from 0 to {1}.', source.index, test.count - 1),
      );
    }
    const [, height, width] = images.shape;
    if (source.pixels.length !== height * width) {
      throw new LabError(
        'input',
        t(
          'A drawing of {0} pixels does not fit networks for {1}×{2}: draw it anew.',
          source.pixels.length,
          height,
          width,
        ),
      );
    }
    this.canvas.draw(Uint8Array.from(source.pixels, Math.round));
    return { dataset: this.canvas, index: 0 };
  }

  private testIndices(): number[] {
    return Array.from({ length: this.inspected.test.count }, (_, image) => image);
  }

  private label(image: number): number {
    return this.inspected.test.labels[image]!;
  }

  private pixels(image: number): number[] {
    const { images, count } = this.inspected.test;
    const size = images.length / count;
    return Array.from(images.subarray(image * size, (image + 1) * size));
  }
}
