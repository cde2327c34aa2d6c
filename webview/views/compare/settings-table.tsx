import type { RunComparison } from '#shared/protocol/messages';
import { Cell, Row } from '../../toolkit';
import { strings } from './strings';
import { WideGrid } from './wide-grid';

interface SettingsTableProps {
  readonly names: readonly string[];
  readonly settings: RunComparison['differences'];
}

/** The settings in which not all runs agree. */
export function SettingsTable({ names, settings }: SettingsTableProps) {
  if (settings.length === 0) return <p>{strings.same}</p>;
  return (
    <WideGrid label={strings.settings} columns={names.length}>
      <Row header>
        <Cell column={1} header="column">
          {strings.setting}
        </Cell>
        {names.map((name, index) => (
          <Cell column={index + 2} header="column" key={index}>
            {name}
          </Cell>
        ))}
      </Row>
      {settings.map(({ setting, values }) => (
        <Row key={setting}>
          <Cell column={1} header="row">
            {setting}
          </Cell>
          {values.map((value, index) => (
            <Cell column={index + 2} key={index}>
              {value}
            </Cell>
          ))}
        </Row>
      ))}
    </WideGrid>
  );
}
