/**
 * The only door to @vscode/webview-ui-toolkit, which is archived: whatever replaces it replaces this
 * file. Badge and tag are left out, as they break the content security policy.
 */
import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDivider,
  vsCodeLink,
  vsCodeProgressRing,
  vsCodeRadio,
  vsCodeRadioGroup,
} from '@vscode/webview-ui-toolkit';
import type { ComponentChildren } from 'preact';

export function registerToolkit(): void {
  provideVSCodeDesignSystem().register(
    vsCodeButton(),
    vsCodeCheckbox(),
    vsCodeDivider(),
    vsCodeLink(),
    vsCodeProgressRing(),
    vsCodeRadio(),
    vsCodeRadioGroup(),
  );
}

interface ToolkitAttributes {
  readonly children?: ComponentChildren;
  readonly class?: string;
  readonly 'aria-label'?: string;
  readonly title?: string;
  readonly onClick?: (event: Event) => void;
  readonly onChange?: (event: Event) => void;
}

declare module 'preact' {
  // Preact finds the types of custom elements here.
  // eslint-disable-next-line @typescript-eslint/no-namespace
  namespace JSX {
    interface IntrinsicElements {
      'vscode-button': ToolkitAttributes & { appearance?: 'primary' | 'secondary' | 'icon' };
      'vscode-checkbox': ToolkitAttributes & { checked?: boolean };
      'vscode-divider': ToolkitAttributes;
      'vscode-link': ToolkitAttributes & { href?: string };
      'vscode-progress-ring': ToolkitAttributes;
      'vscode-radio': ToolkitAttributes & { value: string; checked?: boolean };
      'vscode-radio-group': ToolkitAttributes & { value?: string };
    }
  }
}
