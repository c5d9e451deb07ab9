// Keeps a page alive: when its coordinator is unavailable, the page reconnects by itself, here or at another coordinator.
(() => {
    const RetryEvery = 1000, ElsewhereAfter = 3000, AnswerWithin = 2000;
    const banner = document.getElementById('connection');
    const others = document.body.dataset.others.split(' ').filter(other => other && other !== location.origin);
    let down = null;

    // Pages of a search draw charts: the library is loaded while the connection is made.
    if (location.pathname.startsWith('/ui/searches/')) window.charts.load(document.body.dataset.library).catch(() => { /* again when it is needed */ });

    const say = text => {
        banner.textContent = text;
        banner.hidden = !text;
    };
    const answers = async (address, mode) => {
        try {
            return await fetch(address + '/ui/alive', { mode, cache: 'no-store', signal: AbortSignal.timeout(AnswerWithin) });
        } catch {
            return null;
        }
    };

    async function returnTo(attempt) {
        const since = performance.now();
        while (attempt === down) {
            const answer = await answers('', 'same-origin');
            if (answer?.ok) {
                // Either the page's state is still there, or the coordinator was restarted and does not know it.
                if (!await window.Blazor.reconnect().catch(() => false)) location.reload();
                return;
            }
            if (performance.now() - since > ElsewhereAfter) {
                for (const other of others) {
                    if (!await answers(other, 'no-cors')) continue;
                    say(`This coordinator is unavailable. Continuing at ${other} ...`);
                    location.replace(other + location.pathname + location.search + location.hash);
                    return;
                }
            }
            const seconds = Math.round((performance.now() - since) / 1000);
            say(`The coordinator at ${location.host} has not responded${seconds >= 3 ? ` for ${seconds} s` : ''}. `
                + `Trainers keep working; this page reconnects by itself${others.length ? ', here or to another coordinator' : ''}.`);
            await new Promise(resolve => setTimeout(resolve, RetryEvery));
        }
    }

    // Links within a page only scroll; this one moves the focus, too.
    document.addEventListener('click', event => {
        if (!event.target.closest?.('.skip')) return;
        event.preventDefault();
        event.stopImmediatePropagation();
        document.getElementById('content').focus();
    }, true);

    window.Blazor.start({
        circuit: {
            reconnectionHandler: {
                onConnectionDown: () => {
                    if (down) return;
                    down = {};
                    say('Reconnecting ...');
                    returnTo(down);
                },
                onConnectionUp: () => {
                    down = null;
                    say('');
                },
            },
        },
    }).then(() => document.body.dataset.started = 'true');
})();
