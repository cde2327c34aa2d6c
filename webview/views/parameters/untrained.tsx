import { post } from '../../host';
import { Button } from '../../toolkit';
import { strings } from './strings';

/** What is in the settings and in no run, and the way to change that. */
export function Untrained({ networks }: { readonly networks: readonly string[] }) {
  if (networks.length === 0) return null;
  return (
    <p class="quiet untrained">
      {strings.untrained(networks)}{' '}
      <Button
        label={strings.chooseNetworks}
        onClick={() => {
          post({ type: 'openSettings', setting: 'mnistLab.networks' });
        }}
      />
    </p>
  );
}
