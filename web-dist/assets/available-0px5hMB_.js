const o=()=>globalThis.crypto?.subtle!==void 0;export{o as h};
