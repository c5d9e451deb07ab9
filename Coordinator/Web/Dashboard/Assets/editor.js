// The text of a search file stays in the browser; the server asks for it when it has changed.
window.editor = {
    attach(area, gutter, file, server) {
        let timer;
        const number = () => {
            const count = area.value.split('\n').length;
            area.rows = Math.max(18, count + 1);
            gutter.textContent = Array.from({ length: count }, (_, i) => i + 1).join('\n');
        };
        const changed = () => {
            number();
            clearTimeout(timer);
            timer = setTimeout(() => server.invokeMethodAsync('Changed'), 400);
        };
        const open = async files => {
            area.value = await files[0].text();
            changed();
            area.focus();
        };
        area.addEventListener('input', changed);
        file.addEventListener('change', async () => {
            if (!file.files.length) return;
            await open(file.files);
            file.value = '';
        });
        area.addEventListener('dragover', event => event.preventDefault());
        area.addEventListener('drop', event => {
            if (!event.dataTransfer.files.length) return;
            event.preventDefault();
            open(event.dataTransfer.files);
        });
        // A text that was written before this script came counts, too.
        if (area.value) changed();
        else number();
    },

    text: area => new Blob([area.value]),

    set(area, value) {
        area.value = value;
        area.dispatchEvent(new Event('input'));
    },

    go(area, line, column) {
        const lines = area.value.split('\n');
        const before = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
        area.focus();
        area.setSelectionRange(before + Math.max(0, column - 1), before + (lines[line - 1] ?? '').length);
    },
};
