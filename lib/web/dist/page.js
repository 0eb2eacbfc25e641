const socket = new WebSocket(`${location.protocol.replace("http", "ws")}//${location.host}/chat`);
socket.onopen = () => socket.send("hello page/0\r\n");
socket.onmessage = ({ data }) => document.querySelector("#wire").append(`\n${data}`);
socket.onclose = ({ code, reason }) => document.querySelector("#wire").append(`\nclosed: ${code} ${reason}`);
