// Draws figures that the server describes: axes, and traces of which it sends those that changed. Colours beginning with $ are of the theme.
const loading = {}, figures = new Map();

export function load(url) {
    return loading[url] ??= new Promise((resolve, reject) => {
        const script = document.createElement('script');
        script.src = url;
        script.onload = () => resolve(window.Plotly);
        script.onerror = () => { delete loading[url]; reject(new Error(`${url} cannot be loaded`)); };
        document.head.appendChild(script);
    });
}

const colours = () => {
    const style = getComputedStyle(document.documentElement), of = name => style.getPropertyValue(`--${name}`).trim();
    return { ink: of('ink'), muted: of('muted'), line: of('line'), card: of('card'), accent: of('accent'), root: of('root'), cloud: of('cloud'), good: of('good'), bad: of('bad'), warn: of('warn'), run: of('run') };
};

const painted = (value, palette) => typeof value === 'string' && value[0] === '$' ? palette[value.slice(1)] ?? value
    : Array.isArray(value) ? (typeof value[0] === 'number' ? value : value.map(item => painted(item, palette)))
    : value && typeof value === 'object' ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, painted(item, palette)]))
    : value;

const axis = (given, palette) => ({
    gridcolor: palette.line, zeroline: false, linecolor: palette.line, tickcolor: palette.line, ticks: 'outside', ticklen: 3, automargin: true, fixedrange: false,
    ...given, title: { text: given?.title ?? '', standoff: 8, font: { size: 12, color: palette.muted } }, tickfont: { size: 11, color: palette.muted },
});

function layout(figure, palette) {
    const given = painted(figure.layout, palette);
    const common = {
        paper_bgcolor: 'transparent', plot_bgcolor: 'transparent', font: { family: 'system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif', size: 12, color: palette.ink },
        margin: { l: 8, r: 8, t: 8, b: 8 }, hovermode: 'closest', hoverlabel: { bgcolor: palette.card, bordercolor: palette.line, font: { color: palette.ink, size: 12 }, align: 'left' },
        legend: { orientation: 'h', y: 1.02, yanchor: 'bottom', x: 0, font: { size: 12, color: palette.muted } }, uirevision: given.uirevision ?? 'same',
    };
    const scene = given.scene && {
        ...given.scene, bgcolor: 'transparent',
        xaxis: { ...axis(given.scene.xaxis, palette), backgroundcolor: 'transparent' }, yaxis: { ...axis(given.scene.yaxis, palette), backgroundcolor: 'transparent' }, zaxis: { ...axis(given.scene.zaxis, palette), backgroundcolor: 'transparent' },
    };
    return { ...common, ...given, ...(scene ? { scene } : { xaxis: axis(given.xaxis, palette), yaxis: axis(given.yaxis, palette) }) };
}

const bar = (trace, palette) => trace.marker?.colorbar
    ? { ...trace, marker: { ...trace.marker, colorbar: { thickness: 10, len: 0.9, outlinewidth: 0, tickfont: { size: 11, color: palette.muted }, ...trace.marker.colorbar, title: { text: trace.marker.colorbar.title, side: 'right', font: { size: 12, color: palette.muted } } } } }
    : trace;

// Of a chart that is hidden nothing is drawn until it is shown; one that got another size follows.
const isShown = element => element.clientWidth > 0;
const fit = (element, plotly) => {
    const drawn = element._fullLayout;
    if (drawn && isShown(element) && Math.abs(element.clientWidth - drawn.width) + Math.abs(element.clientHeight - drawn.height) > 1) plotly.Plots.resize(element).catch(() => { /* hidden again */ });
};
const sizes = new ResizeObserver(changes => {
    for (const { target } of changes) {
        const figure = figures.get(target);
        if (!figure || !isShown(target)) continue;
        if (figure.waits) paint(target);
        else if (figure.plotly) fit(target, figure.plotly);
    }
});

async function paint(element) {
    const figure = figures.get(element);
    if (!figure) return;
    const plotly = await load(figure.library);
    if (!element.isConnected || figures.get(element) !== figure) return;
    figure.waits = !isShown(element);
    if (figure.waits) return;
    const palette = colours(), mark = JSON.stringify(palette);
    // What is the same object as before is not looked at again.
    for (const trace of figure.traces)
        if (trace.mark !== mark) [trace.mark, trace.painted] = [mark, bar(painted(trace.given, palette), palette)];
    await plotly.react(element, figure.traces.map(trace => trace.painted), layout(figure, palette), { displaylogo: false, displayModeBar: false, scrollZoom: false });
    figure.plotly = plotly;
    // It may have changed meanwhile.
    fit(element, plotly);
    element.dataset.drawn = String(Number(element.dataset.drawn ?? 0) + 1);
    if (element.dataset.clicks) return;
    element.dataset.clicks = 'true';
    element.on('plotly_click', event => {
        const now = figures.get(element), id = event.points?.[0]?.customdata;
        if (now?.link && typeof id === 'string') window.Blazor.navigateTo(now.link + id);
    });
}

/** bytes: JSON of [layout, traces ...], null for a trace that is as before. */
export function draw(element, library, link, bytes) {
    if (!element) return;
    let figure = figures.get(element);
    if (figure && figure.library !== library) {
        figure.plotly?.purge(element);
        delete element.dataset.clicks;
        figures.delete(element);
        figure = null;
    }
    if (!figure) sizes.observe(element);
    const [layout, ...traces] = JSON.parse(new TextDecoder().decode(bytes));
    figures.set(element, { library, link, plotly: figure?.plotly, layout, traces: traces.map((given, i) => given === null ? figure.traces[i] : { given }) });
    return paint(element);
}

export function drop(element) {
    sizes.unobserve(element);
    figures.get(element)?.plotly?.purge(element);
    figures.delete(element);
}

document.addEventListener('themechange', () => { for (const element of figures.keys()) paint(element); });
