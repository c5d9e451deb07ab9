// Light or dark, as chosen or as the system is; set before anything is drawn, and switched without the server.
(() => {
    const root = document.documentElement, dark = matchMedia('(prefers-color-scheme: dark)');
    const names = { system: 'as the system', light: 'light', dark: 'dark' };
    const chosen = () => { try { return localStorage.getItem('actorsearch-theme') || 'system'; } catch { return 'system'; } };
    const apply = () => {
        const theme = chosen() === 'system' ? (dark.matches ? 'dark' : 'light') : chosen();
        if (root.dataset.theme !== theme) {
            root.dataset.theme = theme;
            document.dispatchEvent(new Event('themechange'));
        }
        for (const button of document.querySelectorAll('[data-theme-switch]')) button.setAttribute('aria-label', `Colors: ${names[chosen()]}`);
    };
    apply();
    dark.addEventListener('change', apply);
    document.addEventListener('click', event => {
        if (!event.target.closest?.('[data-theme-switch]')) return;
        const all = Object.keys(names);
        try { localStorage.setItem('actorsearch-theme', all[(all.indexOf(chosen()) + 1) % all.length]); } catch { /* only for this page then */ }
        apply();
    });
})();
