/** What commands on runs need of whatever shows them: the panel's room has it. */
import type {
  PanelTab,
  PictureKind,
  PictureSubject,
  RunComparison,
} from '#shared/protocol/messages';
import type { RunRecord } from '../../runs/record';
import type { OpenRun } from '../training/training-controller';

/** Which runs are shown. */
export interface ShownRuns {
  /** Those that lie over the shown one. */
  readonly comparedIds: readonly string[];
  run(): Promise<OpenRun | null>;
  read(id: string): Promise<OpenRun>;
  nameOf(id: string): string;
  /** Whether the best weights of a run that has ended are kept beside the last. */
  hasBothWeights(run: OpenRun): Promise<boolean>;
  compared(shown: RunRecord | null): RunComparison | null;
  show(id: string): Promise<void>;
  compare(ids: readonly string[]): Promise<void>;
  /** Shows the current run: whoever starts one wants to see it. */
  follow(): void;
}

/** Where they are shown. */
export interface RunView {
  reveal(): Promise<void>;
  showTab(tab: PanelTab): Promise<void>;
  draw(picture: PictureKind, subject: PictureSubject): Promise<Uint8Array>;
}
