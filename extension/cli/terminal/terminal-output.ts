import { total } from '#shared/confusion';
import type {
  BatchEvent,
  EpochEvent,
  EvaluationEvent,
  Resumption,
  StartEvent,
  TestEvent,
  TrainingEvent,
} from '#shared/protocol/events';
import { decimals, formatCount, formatPercent, formatSeconds } from '#shared/format';
import { balanceOf, unevenSentence } from '#shared/balance';
import { type LoadProgress, loadProgressText } from '#shared/load-progress';
import { partOnTheWay } from '#shared/part';
import { resultOf } from '#shared/result';
import { applyEvent, type RunState } from '#shared/run-state';
import { Outlet } from '../outlet';
import type { Output } from '../output';
import { visible } from '../visible';
import { columnsOf, pad, wrap } from './columns';
import { confusionTable } from './confusion';
import { formatAnyLoss, formatCounted } from './format';
import { modelTables } from './models';
import { PassingLine, type TerminalStream } from './passing-line';
import { progressLine } from './progress';
import { savedTable } from './saved';
import { type Style, terminalStyle } from './style';

const COLUMNS = 80;
const formatEpochSeconds = decimals(2);

/**
 * A run for a person: tables on standard output; progress and notices on standard error, where the
 * progress line is drawn over and over if that is a terminal.
 */
export class TerminalOutput implements Output {
  private readonly style: Style;
  /** Null until the first event. */
  private state: RunState | null = null;
  private readonly progress: PassingLine;
  private readonly stdout: Outlet;

  constructor(
    stdout: TerminalStream,
    private readonly stderr: TerminalStream,
    environment: Readonly<Record<string, string | undefined>> = process.env,
  ) {
    this.stdout = new Outlet(stdout);
    this.progress = new PassingLine(stderr);
    this.style = terminalStyle(stdout, environment);
  }

  show(event: TrainingEvent): Promise<void> | undefined {
    this.draw(visible(event));
    return this.stdout.room;
  }

  private draw(event: TrainingEvent): void {
    this.state = applyEvent(this.state, event);
    switch (event.type) {
      case 'run':
        this.showRun(event);
        break;
      case 'batch':
        this.drawProgress(event);
        break;
      case 'epoch':
        this.showEpoch(event);
        break;
      case 'test':
        this.showTest(event);
        break;
      case 'saved':
        this.print('', ...savedTable(event, this.state!.run.config.batchesPerEpoch));
        break;
      case 'evaluation':
        this.showEvaluation(event);
        break;
      case 'done':
        this.print('', this.style.dim(`Done in ${formatSeconds(event.seconds)}.`));
        break;
      case 'stopped':
        this.print('', this.style.dim(`Stopped after ${formatSeconds(event.seconds)}.`));
        break;
      case 'notice':
        this.tell(event.message);
        break;
      case 'failed':
        // The session rejects with the same error, which is printed once, at the end.
        break;
      case 'weights':
      case 'paused':
      case 'resumed':
        // Only a panel asks for these.
        break;
    }
  }

  loading(progress: LoadProgress): void {
    this.progress.tell(loadProgressText(progress));
  }

  tell(sentence: string): void {
    this.progress.clear();
    this.stderr.write(`${sentence}\n`);
  }

  close(): void {
    this.progress.clear();
  }

  private showRun(run: StartEvent): void {
    const { engine, dataset, config } = run;
    const threads = formatCounted(engine.threads, 'thread');
    const simd = engine.simd === 'relaxed' ? 'Relaxed' : 'Portable';
    const validation =
      dataset.validation === undefined ? '' : `${formatCount(dataset.validation)} to validate, `;
    const parts = `${formatCounted(dataset.train, 'image')} to train, ${validation}${formatCount(dataset.test)} to test`;
    this.print(`${this.style.bold(dataset.name)}: ${parts}. ${simd} SIMD, ${threads}.`);
    if (config.epochs === 0) return;
    this.print(
      ...wrap(
        `${formatCounted(config.epochs, 'epoch')} of ${formatCounted(config.batchesPerEpoch, 'batch', 'batches')} of ${formatCounted(config.batchSize, 'image')}, ${config.sampling} sampling, seed ${config.seed}.`,
        COLUMNS,
      ),
      '',
      ...modelTables(run.models, run.comparison, this.style),
      this.style.bold('Average loss per image'),
      this.row('epoch', (id) => id, 'seconds'),
    );
    if (run.resumed !== undefined) this.showBefore(run.resumed);
  }

  /** What the run had come to where it goes on. */
  private showBefore({ epoch, batch, history }: Resumption): void {
    for (const event of history.epochs) {
      this.showEpoch(event);
      const test = history.tests.find((one) => one.epoch === event.epoch);
      if (test !== undefined) this.showTest(test);
    }
    const words = `Going on after epoch ${formatCount(epoch)}, batch ${formatCount(batch)}.`;
    this.tell(epoch === 0 ? 'Going on at the very start.' : words);
  }

  private showEpoch({ epoch, losses, seconds }: EpochEvent): void {
    const total = Object.values(seconds).reduce((sum, value) => sum + value, 0);
    this.print(
      this.row(epoch.toString(), (id) => formatAnyLoss(losses[id]!), formatEpochSeconds(total)),
    );
  }

  /** Below its epoch: how the test went, and what early stopping goes by. */
  private showTest({ losses, accuracies }: TestEvent): void {
    const { run } = this.state!;
    const { earlyStopping, evaluateEachEpoch } = run.config;
    const part = partOnTheWay(run) === 'test' ? 'test' : 'valid.';
    const byLoss = earlyStopping?.monitor === 'loss';
    if (byLoss) this.print(this.row(part, (id) => formatAnyLoss(losses[id]!), 'loss'));
    if (byLoss && !evaluateEachEpoch) return;
    this.print(this.row(part, (id) => formatPercent(accuracies[id]), 'accuracy'));
  }

  /** One line of the epoch table: a column for each network. */
  private row(first: string, cell: (id: string) => string, last: string): string {
    const cells = this.state!.run.models.map(({ id }, index) =>
      this.style.series(index, pad(cell(id), Math.max(9, columnsOf(id)), 'right')),
    );
    return `${first.padStart(5)}  ${cells.join('  ')}  ${last.padStart(8)}`;
  }

  private showEvaluation(event: EvaluationEvent): void {
    const index = this.state!.run.models.findIndex(({ id }) => id === event.model);
    const name = this.style.series(index, this.style.bold(event.model));
    const best = event.bestEpoch === undefined ? '' : `best, epoch ${event.bestEpoch}; `;
    const images = formatCount(total(event.confusion.flat()));
    const { accuracy } = resultOf(this.state!, event.model)!;
    const balance = balanceOf(event.confusion);
    const balanced =
      balance === null ? '' : `, balanced accuracy ${formatPercent(balance.accuracy)}`;
    const words =
      accuracy === null
        ? `${this.style.bold('diverged')}: its answers to the ${images} test images are no numbers`
        : `${this.style.bold(formatPercent(accuracy))} of ${images} test images right${balanced}`;
    this.print(
      '',
      `${name}: ${words} (${best}${formatSeconds(event.seconds)})`,
      ...confusionTable(event, this.state!.run.dataset.classes, this.style),
    );
    const last = this.state!.run.models.at(-1)!.id;
    if (balance === null || event.model !== last) return;
    const { classes } = this.state!.run.dataset;
    this.print('', ...wrap(unevenSentence(balance, classes, 'test'), COLUMNS));
  }

  private drawProgress(event: BatchEvent): void {
    const last = event.batch === this.state!.run.config.batchesPerEpoch;
    this.progress.draw((columns) => progressLine(this.state!, event, columns), last);
  }

  private print(...lines: string[]): void {
    this.progress.clear();
    this.stdout.write(`${lines.join('\n')}\n`);
  }
}
