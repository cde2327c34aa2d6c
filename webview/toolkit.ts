/**
 * The only door to @vscode/webview-ui-toolkit, which is archived: whatever replaces it replaces this
 * file. Badge and tag are left out, as they break the content security policy.
 */
import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeProgressRing,
} from '@vscode/webview-ui-toolkit';
import type { ComponentChildren } from 'preact';

export function registerToolkit(): void {
  provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeProgressRing());
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
      'vscode-progress-ring': ToolkitAttributes;
    }
  }
}
