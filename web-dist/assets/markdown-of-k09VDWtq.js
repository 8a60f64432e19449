import{B as b,L as C}from"./chat-CbBlJRi9.js";const o=/<(@|!@|#@?)(\d{1,20})>|:([0-9a-f]{64}):/g,g=s=>s!==void 0&&/\w/.test(s),E=s=>s.replace(/[\\*`_]|~~/g,(c,u)=>c==="_"&&g(s[u-1])&&g(s[u+1])?c:`\\${c}`).replace(/^(#{1,6} |> |[-+] |\d+\. )/gm,"\\$1"),h=s=>s instanceof Element&&/^(P|DIV|PRE|BLOCKQUOTE|UL|OL|LI|H[1-3])$/.test(s.tagName);function R(s,c,u=()=>!1){const m={},p=[],l=(t,e)=>u(t)?(p.push({address:t,...e&&{name:e}}),!0):!1,O=t=>t.replace(o,(e,r,a,N)=>{const $=r&&a?c(r,a):c(":",N??"");return m[$]=e,$}),n=t=>[...t.childNodes].map(x).join(""),i=t=>`${t.trim()}

`,f=(t,e)=>i([...t.children].map((r,a)=>`${e(a)}${n(r).trim().replace(/\n+/g,`
  `)}`).join(`
`));function x(t){if(t.nodeType===Node.TEXT_NODE){if(!t.textContent?.trim()&&(h(t.previousSibling)||h(t.nextSibling)))return"";const e=(t.textContent??"").replace(/\s+/g," ").replace(/https?:\/\/\S+/g,r=>l(r)?"":r);return e.split(o).length>1?O(e.replace(o,"\0$&\0").split("\0").map((r,a)=>a%2?r:E(r)).join("")):E(e)}if(!(t instanceof Element))return"";switch(t.tagName){case"BR":return`
`;case"STRONG":case"B":return`**${n(t)}**`;case"EM":case"I":return`*${n(t)}*`;case"S":return`~~${n(t)}~~`;case"PRE":return i(`\`\`\`${C.exec(t.firstElementChild?.className??"")?.[1]??""}
${(t.textContent??"").replace(/\n$/,"")}
\`\`\``);case"CODE":return`\`${t.textContent}\``;case"BLOCKQUOTE":return i(n(t).trim().replace(/^/gm,"> "));case"UL":return f(t,()=>"- ");case"OL":return f(t,e=>`${e+1}. `);case"H1":case"H2":case"H3":return i(`${"#".repeat(Number(t.tagName[1]))} ${n(t)}`);case"P":case"DIV":return i(n(t));case"IMG":{const e=t.getAttribute("src"),r=e?new URL(e,document.baseURI).href:"";return l(r)?"":r}case"A":{const e=t.getAttribute("href")??"",r=t.textContent??"";return r===e&&l(e)||b(e)&&l(e,r)?"":!e||r===e?r||e:`[${n(t)}](${e})`}default:return n(t)}}const L=new DOMParser().parseFromString(s,"text/html").body;return{text:n(L).replace(/\n{3,}/g,`

`).trim(),tokens:m,files:p}}export{R as m};
