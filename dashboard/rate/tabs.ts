/** Tells other tabs of this browser which comparisons were dealt with here or taken back, so that none is shown twice. */
export function openTabs(onTold: (id: string, dealt_with: boolean) => void) {
  const channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel('assay-rate') : null;
  channel?.addEventListener('message', ({ data }: MessageEvent<{ id: string; dealt_with: boolean }>) =>
    onTold(data.id, data.dealt_with),
  );
  return { tell: (id: string, dealt_with: boolean) => channel?.postMessage({ id, dealt_with }) };
}
