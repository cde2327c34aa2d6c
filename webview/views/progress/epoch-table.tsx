import { useLayoutEffect, useRef } from 'preact/hooks';
import type { EpochEvent, ModelSummary, TestEvent } from '#shared/protocol/events';
import { balanceOf } from '#shared/balance';
import type { Part } from '#shared/part';
import { isDivergedLoss } from '#shared/divergence';
import { formatCount, formatLoss, formatPercent, formatSeconds } from '../../format';
import { Cell, DataGrid, Row } from '../../toolkit';
import { strings } from './strings';

interface EpochTableProps {
  readonly epochs: readonly EpochEvent[];
  /** How the networks did, in runs that evaluate each epoch. */
  readonly tests: readonly TestEvent[];
  readonly models: readonly ModelSummary[];
  /** The images that they were judged by. */
  readonly part: Part;
}

/** The notebook's table: mean losses side by side, how each network did, and what its epoch took. */
export function EpochTable({ epochs, tests, models, part }: EpochTableProps) {
  const tested = new Map(tests.map((test) => [test.epoch, test]));
  const [first] = Object.values(tests[0]?.confusions ?? {});
  const uneven = first !== undefined && balanceOf(first) !== null;
  const box = useRef<HTMLDivElement>(null);
  const followed = useRef(true);
  // The newest epoch stays in sight, unless the person has scrolled up to an older one.
  useLayoutEffect(() => {
    if (followed.current) box.current!.scrollTop = box.current!.scrollHeight;
  }, [epochs, tests]);
  return (
    <div class="epochs-box">
      <h3>{strings.epochTable}</h3>
      <p class="quiet small" aria-hidden="true">
        {strings.epochTableParts[part]}
        {uneven && <> ({strings.balancedPart})</>}
      </p>
      <div
        class="scroll"
        ref={box}
        tabIndex={0}
        role="region"
        aria-label={strings.epochTable}
        onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
          followed.current = scrollHeight - scrollTop - clientHeight < 4;
        }}
      >
        <DataGrid
          label={strings.epochTableParts[part]}
          class="epochs"
          columns={`auto repeat(${models.length}, auto)`}
        >
          <Row header>
            <Cell column={1} header="column">
              {strings.epoch}
            </Cell>
            {models.map(({ id }, index) => (
              <Cell column={index + 2} header="column" key={id}>
                {id}
              </Cell>
            ))}
          </Row>
          {epochs.map(({ epoch, losses, seconds }) => (
            <Row key={epoch}>
              <Cell column={1} header="row">
                {formatCount(epoch)}
              </Cell>
              {models.map(({ id }, index) => (
                <Cell column={index + 2} key={id}>
                  {isDivergedLoss(losses[id]) ? (
                    <span class="quiet">{strings.divergedShort}</span>
                  ) : (
                    formatLoss(losses[id])
                  )}
                  <span class="beside">
                    <Tested test={tested.get(epoch)} model={id} part={part} />
                    <span>{formatSeconds(seconds[id] ?? 0)}</span>
                  </span>
                </Cell>
              ))}
            </Row>
          ))}
        </DataGrid>
      </div>
    </div>
  );
}

interface TestedProps extends Pick<EpochTableProps, 'part'> {
  readonly test: TestEvent | undefined;
  readonly model: string;
}

function Tested({ test, model, part }: TestedProps) {
  const accuracy = test?.accuracies[model];
  // The answers of a network that has diverged are no numbers: to count which are right says nothing.
  if (test === undefined || accuracy === undefined || isDivergedLoss(test.losses[model])) {
    return null;
  }
  const confusion = test.confusions[model];
  const balance = confusion === undefined ? null : balanceOf(confusion);
  return (
    <>
      <span title={strings.lossOn[part](formatLoss(test.losses[model]))}>
        {formatPercent(accuracy)}
      </span>
      {balance !== null && <span>{strings.balanced(formatPercent(balance.accuracy))}</span>}
    </>
  );
}
