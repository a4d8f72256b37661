// Writes proxy_cases.json: which proxy Go's own HTTP client uses, and what address it dials, for each case below.
//
//	go run make_proxy_cases.go > proxy_cases.json
//
// The rules are those of golang.org/x/net/http/httpproxy, which net/http has a copy of. The client reads its
// environment once, so there is a process for each case: this program, called with the case's URL.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
)

// What a case says, and what became of it.
type proxyCase struct {
	Environment map[string]string `json:"environment"`
	URL         string            `json:"url"`
	// The parts of the proxy's URL; not there where none is used.
	Proxy *proxy `json:"proxy,omitempty"`
	// Where the connection goes: to the proxy, or to the server.
	Dials string `json:"dials"`
}

type proxy struct {
	Scheme   string `json:"scheme"`
	User     string `json:"user,omitempty"`
	Password string `json:"password,omitempty"`
}

func main() {
	if len(os.Args) == 2 {
		answer(os.Args[1])
		return
	}
	lines := []string{}
	for _, c := range cases() {
		command := exec.Command(os.Args[0], c.URL)
		for name, value := range c.Environment {
			command.Env = append(command.Env, name+"="+value)
		}
		command.Stderr = os.Stderr
		output, err := command.Output()
		if err != nil {
			fmt.Fprintln(os.Stderr, c.Environment, c.URL, err)
			os.Exit(1)
		}
		if err := json.Unmarshal(output, &c); err != nil {
			panic(err)
		}
		lines = append(lines, "  "+text(c))
	}
	fmt.Printf("[\n%s\n]\n", strings.Join(lines, ",\n"))
}

// Asks Go's client what it does; nothing is sent.
func answer(url string) {
	request, err := http.NewRequest("GET", url, nil)
	if err != nil {
		panic(err)
	}
	var result struct {
		Proxy *proxy `json:"proxy,omitempty"`
		Dials string `json:"dials"`
	}
	used, err := http.ProxyFromEnvironment(request)
	if err != nil {
		panic(err)
	}
	if used != nil {
		password, _ := used.User.Password()
		result.Proxy = &proxy{Scheme: used.Scheme, User: used.User.Username(), Password: password}
	}
	transport := &http.Transport{
		Proxy: http.ProxyFromEnvironment,
		DialContext: func(_ context.Context, _, address string) (net.Conn, error) {
			result.Dials = address
			return nil, errors.New("nothing is sent")
		},
	}
	_, _ = (&http.Client{Transport: transport}).Do(request)
	fmt.Println(text(result))
}

func text(value any) string {
	var builder strings.Builder
	encoder := json.NewEncoder(&builder)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		panic(err)
	}
	return strings.TrimSuffix(builder.String(), "\n")
}

const (
	theProxy = "http://proxy.example:3128"
	sts      = "https://sts.eu-central-1.amazonaws.com/"
	registry = "https://123456789012.dkr.ecr.eu-central-1.amazonaws.com/v2/"
)

// The hosts that go by the proxy, and that do not, for a NO_PROXY.
type exceptions struct {
	noProxy string
	urls    []string
}

func cases() []proxyCase {
	all := []proxyCase{}
	add := func(url string, variables ...string) {
		environment := map[string]string{}
		for _, variable := range variables {
			name, value, _ := strings.Cut(variable, "=")
			environment[name] = value
		}
		all = append(all, proxyCase{Environment: environment, URL: url})
	}
	for _, list := range lists {
		for _, url := range list.urls {
			add(url, "HTTPS_PROXY="+theProxy, "NO_PROXY="+list.noProxy)
		}
	}
	for _, value := range proxies {
		add(sts, "HTTPS_PROXY="+value)
	}
	// Which variables count.
	add(sts)
	add(sts, "HTTP_PROXY="+theProxy, "http_proxy="+theProxy, "ALL_PROXY="+theProxy, "all_proxy="+theProxy)
	add(sts, "https_proxy="+theProxy)
	add(sts, "HTTPS_PROXY=http://upper.example:1", "https_proxy=http://lower.example:2")
	add(sts, "HTTPS_PROXY=", "https_proxy=http://lower.example:2")
	add(sts, "HTTPS_PROXY="+theProxy, "no_proxy=amazonaws.com")
	add(sts, "HTTPS_PROXY="+theProxy, "NO_PROXY=example.com", "no_proxy=amazonaws.com")
	add(sts, "HTTPS_PROXY="+theProxy, "NO_PROXY=amazonaws.com", "no_proxy=example.com")
	add(sts, "HTTPS_PROXY="+theProxy, "NO_PROXY=", "no_proxy=amazonaws.com")
	add(sts, "HTTPS_PROXY="+theProxy, "REQUEST_METHOD=GET")
	add(sts, "HTTPS_PROXY="+theProxy, "REQUEST_METHOD=GET", "NO_PROXY=amazonaws.com")
	return all
}

var lists = []exceptions{
	{"", []string{sts, registry}},
	// Everything.
	{"*", []string{sts, "https://192.0.2.1/", "https://[2001:db8::1]/"}},
	{"example.com, * ,192.0.2.1", []string{sts}},
	{"**", []string{sts}},
	{"*:443", []string{sts}},
	// Domains, with and without a dot, and with an asterisk.
	{"amazonaws.com", []string{
		sts, registry, "https://amazonaws.com/", "https://evil-amazonaws.com/", "https://amazonaws.com.cn/"}},
	{".amazonaws.com", []string{sts, registry, "https://amazonaws.com/", "https://evil-amazonaws.com/"}},
	{"*.amazonaws.com", []string{sts, registry, "https://amazonaws.com/", "https://evil-amazonaws.com/"}},
	{"*amazonaws.com", []string{sts, "https://amazonaws.com/"}},
	{"sts.*.amazonaws.com", []string{sts}},
	{"*.*.amazonaws.com", []string{sts}},
	{"sts.*", []string{sts}},
	{"..amazonaws.com", []string{sts}},
	{"*..amazonaws.com", []string{sts}},
	{"*.", []string{sts, "https://sts.example.com./"}},
	{".", []string{sts, "https://sts.example.com./"}},
	{"com", []string{sts}},
	{"aws.com", []string{sts}},
	{"amazonaws.com.", []string{sts, "https://sts.amazonaws.com./"}},
	{"amazonaws.com", []string{"https://sts.amazonaws.com./"}},
	{"sts.eu-central-1.amazonaws.com", []string{sts, registry, "https://a.sts.eu-central-1.amazonaws.com/"}},
	{"https://sts.eu-central-1.amazonaws.com", []string{sts}},
	{"sts.eu-central-1.amazonaws.com/", []string{sts}},
	// Ports.
	{"amazonaws.com:443", []string{sts, "https://sts.amazonaws.com:8443/"}},
	{"amazonaws.com:8443", []string{sts, "https://sts.amazonaws.com:8443/"}},
	{"*.amazonaws.com:443", []string{sts, "https://sts.amazonaws.com:8443/", "https://amazonaws.com/"}},
	{".amazonaws.com:443", []string{sts, "https://amazonaws.com/"}},
	{"amazonaws.com:0443", []string{sts}},
	{"amazonaws.com:https", []string{sts}},
	{"amazonaws.com:", []string{sts, "https://sts.amazonaws.com:8443/"}},
	{"amazonaws.com:443:443", []string{sts}},
	{":443", []string{sts}},
	{"[amazonaws.com]:443", []string{sts}},
	{"[amazonaws.com]", []string{sts}},
	// Case and white space.
	{"AMAZONAWS.COM", []string{sts, "https://STS.EU-CENTRAL-1.AMAZONAWS.COM/"}},
	{"amazonaws.com", []string{"https://STS.EU-CENTRAL-1.AMAZONAWS.COM/"}},
	{" amazonaws.com ", []string{sts}},
	{"example.com,\tamazonaws.com\n,x", []string{sts}},
	{"example.com\u00a0,\u2003amazonaws.com\u00a0", []string{sts}},
	{"example.com amazonaws.com", []string{sts}},
	{"amazonaws.com example.com", []string{sts}},
	{"example.com;amazonaws.com", []string{sts}},
	{"example.com|amazonaws.com", []string{sts}},
	{",,amazonaws.com,,", []string{sts}},
	{" , ,", []string{sts}},
	{"\"amazonaws.com\"", []string{sts}},
	// Addresses.
	{"192.0.2.1", []string{"https://192.0.2.1/", "https://192.0.2.1:8443/", "https://192.0.2.10/", sts}},
	{"192.0.2.1:443", []string{"https://192.0.2.1/", "https://192.0.2.1:8443/"}},
	{"192.0.2.1:8443", []string{"https://192.0.2.1/", "https://192.0.2.1:8443/"}},
	{"192.0.2.01", []string{"https://192.0.2.1/"}},
	{"192.0.2", []string{"https://192.0.2.1/"}},
	{"0.2.1", []string{"https://192.0.2.1/"}},
	{".0.2.1", []string{"https://192.0.2.1/"}},
	{"192.0.2.*", []string{"https://192.0.2.1/"}},
	{"2001:db8::1", []string{"https://[2001:db8::1]/", "https://[2001:db8::1]:8443/", "https://[2001:db8::2]/"}},
	{"2001:DB8:0:0:0:0:0:1", []string{"https://[2001:db8::1]/"}},
	{"[2001:db8::1]", []string{"https://[2001:db8::1]/"}},
	{"[2001:db8::1]:443", []string{"https://[2001:db8::1]/", "https://[2001:db8::1]:8443/"}},
	{"[192.0.2.1]:443", []string{"https://192.0.2.1/"}},
	{"::ffff:192.0.2.1", []string{"https://192.0.2.1/"}},
	{"192.0.2.1", []string{"https://[::ffff:192.0.2.1]/", "https://[::ffff:c000:201]/"}},
	{"fe80::1%eth0", []string{"https://[fe80::1]/"}},
	// Ranges of addresses.
	{"192.0.2.0/24", []string{"https://192.0.2.1/", "https://192.0.3.1/", "https://192.0.2.255:8443/", sts}},
	{"192.0.2.77/24", []string{"https://192.0.2.1/"}},
	{"192.0.2.0/25", []string{"https://192.0.2.127/", "https://192.0.2.128/"}},
	{"192.0.2.1/32", []string{"https://192.0.2.1/", "https://192.0.2.2/"}},
	{"192.0.2.1/33", []string{"https://192.0.2.1/"}},
	{"192.0.2.0/024", []string{"https://192.0.2.1/"}},
	{"192.0.2.0/+24", []string{"https://192.0.2.1/"}},
	{"192.0.2.0/", []string{"https://192.0.2.1/"}},
	{"192.0.2.0/24:443", []string{"https://192.0.2.1/"}},
	{"192.0.2/24", []string{"https://192.0.2.1/"}},
	{"0.0.0.0/0", []string{"https://192.0.2.1/", "https://[2001:db8::1]/", sts}},
	{"::/0", []string{"https://192.0.2.1/", "https://[2001:db8::1]/"}},
	{"2001:db8::/32", []string{"https://[2001:db8::1]/", "https://[2001:db9::1]/"}},
	{"2001:db8::/129", []string{"https://[2001:db8::1]/"}},
	{"::ffff:192.0.2.0/120", []string{"https://192.0.2.1/", "https://192.0.3.1/"}},
	{"::ffff:0:0/90", []string{"https://192.0.2.1/"}},
	{"192.0.2.0/24", []string{"https://[::ffff:192.0.2.1]/"}},
	{"[2001:db8::]/32", []string{"https://[2001:db8::1]/"}},
	{"fe80::%eth0/10", []string{"https://[fe80::1]/"}},
	// This machine.
	{"", []string{
		"https://localhost/", "https://localhost:4566/", "https://127.0.0.1/", "https://127.255.255.254:8443/",
		"https://[::1]/", "https://[::ffff:127.0.0.1]/", "https://LOCALHOST/", "https://localhost./",
		"https://a.localhost/", "https://127.1/", "https://[::2]/"}},
	{"localhost", []string{"https://LOCALHOST/", "https://a.localhost/"}},
	// What is no address, though it looks like one.
	{"169.254.169.254", []string{"https://169.254.169.254/", "https://0169.254.169.254/"}},
}

// Values of HTTPS_PROXY.
var proxies = []string{
	theProxy, "http://proxy.example", "http://proxy.example/", "http://proxy.example:3128/path?query#fragment",
	"HTTP://PROXY.EXAMPLE:3128", "https://proxy.example", "https://proxy.example:8443", "http://192.0.2.1:3128",
	"http://[2001:db8::1]:3128", "http://[2001:db8::1]", "http://[fe80::1%25eth0]:3128", "http://localhost:3128",
	"http://proxy.example:", "http://user@proxy.example:3128", "http://user:@proxy.example:3128",
	"http://:word@proxy.example:3128", "http://user:pass@proxy.example:3128", "http://user:a%40b%3Ac%2Fd@proxy.example",
	"http://user:p@ss@proxy.example:3128", "http://user:p:ss@proxy.example:3128", "http://us%C3%A9r:p%20s@proxy.example",
	"http://user:a!$&'()*+,;=-._~@proxy.example",
	// Without a scheme.
	"proxy.example:3128", "proxy.example", "192.0.2.1:3128", "[2001:db8::1]:3128", "user:pass@proxy.example:3128",
	"localhost:3128", "proxy:3128/path",
	// SOCKS.
	"socks5://proxy.example:1081", "socks5://proxy.example", "socks5h://proxy.example", "socks5://user:pass@proxy.example",
	"SOCKS5://proxy.example:1081",
	// What is no proxy's URL: Go goes without, or to something strange.
	"socks://proxy.example:1080", "socks4://proxy.example:1080", "socks4a://proxy.example:1080",
	"ftp://proxy.example:3128", "gopher://127.0.0.1:9", "http://", "://", "/", "//proxy.example:3128", "http:///",
	"http://:3128",
	"http://user:pass@:3128", "http://user:pass@[::1", "http://user:pa/ss@proxy.example:3128",
	"http://user:pa#ss@proxy.example:3128", "http://user:pa?ss@proxy.example:3128", "http://user:pa%ss@proxy.example:3128",
	"http://user:pa ss@proxy.example:3128", "http://user:pa\"ss@proxy.example:3128", " http://proxy.example:3128",
	"http://proxy.example:3128 ",
	"http://proxy.example:3128\n", "http://proxy example:3128", "http://proxy.example:port", "http://proxy.example:70000",
	"http:proxy.example:3128", "http:/proxy.example:3128", "http//proxy.example:3128", "http://http://proxy.example:3128",
}
