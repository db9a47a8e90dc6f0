"""Names that try to run something; each must be shown as the letters it is made of."""

from shapely import LineString, Point, box

from pages.look import looks
from pages.map.layers import Layer, MapFeature

_RUN = "(window.top.__pwned=(window.top.__pwned||0)+1,document.title='pwned',window.top.document.title='pwned')"
PAYLOADS = (
    "{{ 7*7 }}",
    "{{ cycler.__init__.__globals__.os.getpid() }}",
    "{{ this.__class__ }}",
    "{% closed %}",
    "{% for x in range(9) %}x{% endfor %}",
    "{# 3",
    "{# note #}",
    "{{",
    "}}",
    "{%",
    "{%- raw -%}",
    "{{ '<b>' }}",
    "{{'x'}}",
    f'<img src=x onerror="{_RUN}">',
    f"<img src=x onerror={_RUN}>",
    f"<svg onload={_RUN}>",
    f"<svg/onload={_RUN}//",
    f"<script>{_RUN}</script>",
    f"</script><script>{_RUN}</script>",
    f"</SCRIPT ><script>{_RUN}</script>",
    f"--><script>{_RUN}</script><!--",
    f"<!--<script>{_RUN}",
    f'<iframe srcdoc="<script>{_RUN}</script>">',
    f"<a href=javascript:{_RUN}>x</a>",
    f"javascript:{_RUN}",
    f"data:text/html,<script>{_RUN}</script>",
    f"`);{_RUN};(`",
    f"${{{_RUN}}}",
    f"'+{_RUN}+'",
    f'"+{_RUN}+"',
    f'");{_RUN};("',
    f"\\'+{_RUN}+\\'",
    f'\\");{_RUN};//',
    f"\u2028{_RUN}//",
    f"\u2029{_RUN}//",
    f"\n{_RUN}\n",
    f"\r\n*/{_RUN}/*",
    f"\x00<b>{_RUN}</b>",
    "\u202egnp.exe\u202c name",
    f'<b style="background:url(javascript:{_RUN})">x</b>',
    f"<math><mtext></p><img src onerror={_RUN}></math>",
    "convoy_1 feature_group_0 map_div div_0",
    "&lt;b&gt; &amp;#123; %7B%7B",
    "']});alert(1);//",
    "../../../etc/passwd",
)


def hostile_layers():
    """Every payload as name of the layer and as id, label, Arabic label and tooltip of point, way and area."""
    return [
        Layer(name=text, features=[_hostile(text, geometry, look) for geometry, look in _shapes(number)])
        for number, text in enumerate(PAYLOADS)
    ]


def _shapes(number):
    lon, lat = 44.155 + 0.011 * (number % 8), 15.305 + 0.014 * (number // 8)
    yield Point(lon, lat), looks.FINDING
    yield LineString([(lon, lat), (lon + 0.006, lat + 0.004)]), looks.COVERED
    yield box(lon, lat, lon + 0.007, lat + 0.008), looks.ADMIN


def _hostile(text, geometry, look):
    return MapFeature(id=text, geometry=geometry, look=look, label=text, label_ar=text, tooltip=(text, text))
