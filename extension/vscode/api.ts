import type { PanelState } from '#shared/protocol/messages';
import type { Answer, Question } from '#shared/protocol/questions';
import type { RunSummary } from '../runs/summary';

/**
 * What `vscode.extensions.getExtension('mnist-lab.mnist-lab').activate()` gives other extensions, and our tests
 * in the host.
 */
export interface MnistLabApi {
  /** What the panel shows now. */
  state(): Promise<PanelState>;
  /** The history, as the tree shows it. */
  runs(): Promise<readonly RunSummary[]>;
  /** Asks the networks of the run that is shown, as the panel does. */
  ask(question: Question): Promise<Answer>;
}
