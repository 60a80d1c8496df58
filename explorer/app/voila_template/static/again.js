// A page that found no room, or lost its kernel, asks again. By script: a refresh written as an
// element leads to the address's own part after #, and asks for nothing.

setTimeout(() => location.reload(), 1000 * Number(document.currentScript.dataset.after));
