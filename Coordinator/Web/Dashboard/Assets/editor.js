// The text of a search file stays in the browser; the server asks for it when it has changed.
export function attach(area, gutter, file, server) {
    let timer, lines = 0;
    const number = () => {
        const count = area.value.split('\n').length;
        area.rows = Math.max(18, count + 1);
        if (count === lines) return;
        lines = count;
        gutter.textContent = Array.from({ length: Math.max(count, 1) }, (_, i) => i + 1).join('\n');
    };
    const changed = () => {
        number();
        clearTimeout(timer);
        timer = setTimeout(() => server.invokeMethodAsync('Changed'), 400);
    };
    area.addEventListener('input', changed);
    file.addEventListener('change', async () => {
        if (!file.files.length) return;
        area.value = await file.files[0].text();
        file.value = '';
        changed();
        area.focus();
    });
    area.addEventListener('dragover', event => event.preventDefault());
    area.addEventListener('drop', async event => {
        if (!event.dataTransfer.files.length) return;
        event.preventDefault();
        area.value = await event.dataTransfer.files[0].text();
        changed();
    });
    // What was written before this was there counts, too.
    if (area.value) changed();
    else number();
}

export const text = area => new Blob([area.value]);

export function set(area, value) {
    area.value = value;
    area.dispatchEvent(new Event('input'));
}

export function go(area, line, column) {
    const before = area.value.split('\n').slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
    area.focus();
    area.setSelectionRange(before + Math.max(0, column - 1), before + (area.value.split('\n')[line - 1] ?? '').length);
}
