import type { RunComparison } from '#shared/protocol/messages';
import { strings } from './strings';
import { WideTable } from './wide-table';

interface SettingsTableProps {
  readonly names: readonly string[];
  readonly settings: RunComparison['differences'];
}

/** The settings in which not all runs agree. */
export function SettingsTable({ names, settings }: SettingsTableProps) {
  if (settings.length === 0) return <p>{strings.same}</p>;
  return (
    <WideTable label={strings.settings}>
      <thead>
        <tr>
          <th scope="col">{strings.setting}</th>
          {names.map((name, index) => (
            <th scope="col" key={index}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {settings.map(({ setting, values }) => (
          <tr key={setting}>
            <th scope="row">{setting}</th>
            {values.map((value, index) => (
              <td key={index}>{value}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </WideTable>
  );
}
