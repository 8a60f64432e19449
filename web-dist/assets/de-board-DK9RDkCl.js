const n={one:"{n} ungelesen",other:"{n} ungelesen"},e="Wird geladen",o={unreadCount:n,loading:e};export{o as default,e as loading,n as unreadCount};
