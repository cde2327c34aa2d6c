import * as vscode from 'vscode';

/** What a webview of the panel may do and reach: scripts, and files of the panel's own folder. */
export function webviewOptions(extensionUri: vscode.Uri): vscode.WebviewOptions {
  return { enableScripts: true, localResourceRoots: [panelFolder(extensionUri)] };
}

/** The page around the panel. Its one script is let in by a nonce; nothing comes from elsewhere. */
export function panelHtml(webview: vscode.Webview, extensionUri: vscode.Uri): string {
  const folder = panelFolder(extensionUri);
  const script = webview.asWebviewUri(vscode.Uri.joinPath(folder, 'panel.js')).toString();
  const style = webview.asWebviewUri(vscode.Uri.joinPath(folder, 'panel.css')).toString();
  const nonce = crypto.randomUUID();
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource} 'nonce-${nonce}'`,
    `font-src ${webview.cspSource}`,
    `img-src ${webview.cspSource} data:`,
    // Neither of them falls back to default-src.
    `base-uri 'none'`,
    `form-action 'none'`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${attribute(vscode.env.language)}">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${policy}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta property="csp-nonce" content="${nonce}" />
    <meta name="l10n" content="${attribute(JSON.stringify(vscode.l10n.bundle ?? {}))}" />
    <link rel="stylesheet" href="${style}" />
    <title>MNIST Lab</title>
  </head>
  <body>
    <div id="root"></div>
    <script type="module" nonce="${nonce}" src="${script}"></script>
  </body>
</html>`;
}

function panelFolder(extensionUri: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
}

/** Text as the value of an attribute in double quotes. */
function attribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
}
