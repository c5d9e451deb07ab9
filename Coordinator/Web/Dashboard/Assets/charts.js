// Draws figures that the server describes: a layout, and the traces that changed. Names of colors that begin with $ are of the theme (dashboard.css).
window.charts = (() => {
    const RetryEvery = 3000;
    const loading = {}, figures = new Map();
    const style = getComputedStyle(document.documentElement);
    const theme = () => document.documentElement.dataset.theme;

    function load(url) {
        return loading[url] ??= new Promise((resolve, reject) => {
            const script = document.createElement('script');
            script.src = url;
            script.onload = () => resolve(window.Plotly);
            script.onerror = () => { delete loading[url]; reject(new Error(`${url} cannot be loaded`)); };
            document.head.appendChild(script);
        });
    }

    // In the library's words: with the theme's colors, and titles as objects.
    const painted = value => typeof value === 'string' && value[0] === '$' ? style.getPropertyValue(`--${value.slice(1)}`).trim() || value
        : Array.isArray(value) ? (typeof value[0] === 'number' ? value : value.map(painted))
        : value && typeof value === 'object' ? Object.fromEntries(Object.entries(value).map(([key, item]) =>
            [key, key === 'title' && typeof item === 'string' ? { text: item } : painted(item)]))
        : value;

    // What all figures have in common.
    const small = { size: 11, color: '$muted' }, text = { size: 12, color: '$muted' };
    const axis = {
        gridcolor: '$line', zeroline: false, showline: true, linecolor: '$line', tickcolor: '$line', ticks: 'outside', ticklen: 3, automargin: true,
        title: { standoff: 8, font: text }, tickfont: small,
    };
    const inSpace = { ...axis, backgroundcolor: 'transparent' };
    const scale = [{ marker: { colorbar: { thickness: 10, len: 0.9, outlinewidth: 0, tickfont: small, title: { side: 'right', font: text } } } }];
    const common = {
        template: {
            data: { scatter: scale, scatter3d: scale },
            layout: {
                paper_bgcolor: 'transparent', plot_bgcolor: 'transparent', margin: { l: 8, r: 8, t: 8, b: 8 }, hovermode: 'closest',
                font: { family: 'system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif', size: 12, color: '$ink' },
                hoverlabel: { bgcolor: '$card', bordercolor: '$line', font: { color: '$ink', size: 12 }, align: 'left' },
                xaxis: axis, yaxis: axis, scene: { bgcolor: 'transparent', xaxis: inSpace, yaxis: inSpace, zaxis: inSpace },
            },
        },
        legend: { orientation: 'h', y: 1.02, yanchor: 'bottom', x: 0, font: text },
    };

    // A hidden chart is drawn when it is shown; one whose size changed follows.
    const isShown = element => element.clientWidth > 0;
    const fit = (element, plotly) => {
        const drawn = element._fullLayout;
        if (drawn && isShown(element) && Math.abs(element.clientWidth - drawn.width) + Math.abs(element.clientHeight - drawn.height) > 1)
            plotly.Plots.resize(element).catch(() => { /* hidden again */ });
    };
    const sizes = new ResizeObserver(changes => {
        for (const { target } of changes) {
            const figure = figures.get(target);
            if (!figure || !isShown(target)) continue;
            if (figure.waits) paint(target);
            else if (figure.plotly) fit(target, figure.plotly);
        }
    });

    // A chart that cannot be drawn, for example because the library did not come, is no reason for the page to fail: it is tried again.
    function paint(element) {
        const figure = figures.get(element);
        if (figure) tryPaint(element, figure).catch(error => {
            console.info(`a chart is not drawn yet: ${error.message}`);
            setTimeout(() => { if (element.isConnected && figures.get(element) === figure) paint(element); }, RetryEvery);
        });
    }

    async function tryPaint(element, figure) {
        const plotly = await load(figure.library);
        if (!element.isConnected || figures.get(element) !== figure) return;
        figure.waits = !isShown(element);
        if (figure.waits) return;
        // The library does not look again at the same object as before.
        for (const trace of figure.traces)
            if (trace.theme !== theme()) [trace.theme, trace.painted] = [theme(), painted(trace.given)];
        const traces = figure.traces.map(trace => trace.painted);
        await plotly.react(element, traces, painted({ ...common, ...figure.layout }), { displaylogo: false, displayModeBar: false, scrollZoom: false });
        figure.plotly = plotly;
        // Its size may have changed meanwhile.
        fit(element, plotly);
        element.dataset.drawn = String(Number(element.dataset.drawn ?? 0) + 1);
        if (element.dataset.clicks) return;
        element.dataset.clicks = 'true';
        element.on('plotly_click', event => {
            const now = figures.get(element), id = event.points?.[0]?.customdata;
            if (now?.link && typeof id === 'string') window.Blazor.navigateTo(now.link + id);
        });
    }

    function drop(element) {
        sizes.unobserve(element);
        figures.get(element)?.plotly?.purge(element);
        figures.delete(element);
        delete element.dataset.clicks;
    }

    /** bytes: JSON of [layout, traces ...], null for a trace that is as before. */
    function draw(element, library, link, bytes) {
        if (!element) return; // the page was left
        for (const [drawn, { library: by }] of figures)
            if (!drawn.isConnected || (drawn === element && by !== library)) drop(drawn);
        const last = figures.get(element);
        if (!last) sizes.observe(element);
        const [layout, ...traces] = JSON.parse(new TextDecoder().decode(bytes));
        figures.set(element, { library, link, plotly: last?.plotly, layout, traces: traces.map((given, i) => given === null ? last.traces[i] : { given }) });
        paint(element);
    }

    document.addEventListener('themechange', () => { for (const element of figures.keys()) paint(element); });
    return { load, draw };
})();
