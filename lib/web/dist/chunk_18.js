function e({tag:t},{en:n,id:r}){return t.startsWith("id")?r:n}export{e as a};
