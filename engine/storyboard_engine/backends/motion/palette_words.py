"""What light and colour words look like, as data: English and Chinese words with their palettes.

Colours are sRGB hex. Chinese words are written in simplified characters; ``TRADITIONAL`` brings
the traditional ones of this table to them. Holds no logic.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Light:
    """A time of day, a place, a weather, a fire: what its words are and how it looks.

    ``tones`` are sky, horizon and ground; ``glow`` the light's colour, ``strength`` how bright it
    is, ``at`` where it stands (fractions of
    width and height, the horizon at 0.66). ``scene`` names the soft shapes in
    the backdrop: hills, peaks, dunes, water, trees, lights, stars or "" for none.
    """

    name: str
    english: str
    chinese: str
    tones: tuple[str, str, str]
    glow: str
    strength: float
    at: tuple[float, float]
    scene: str = ""


TIMES: Final[tuple[Light, ...]] = (
    Light(
        "golden hour",
        r"golden[ -]hour|golden light|magic hour",
        "黄金时刻|金色时光|金色的?阳光",
        ("#3b3a5c", "#e39a4f", "#3a2418"),
        "#ffc873",
        0.85,
        (0.68, 0.60),
        "hills",
    ),
    Light(
        "dawn",
        r"dawn|sunrise|daybreak|first light",
        "黎明|清晨|日出|拂晓|破晓|晨曦|晨光|朝霞",
        ("#33426b", "#e7a58f", "#2b2a3d"),
        "#ffd2a6",
        0.75,
        (0.36, 0.63),
        "hills",
    ),
    Light(
        "sunset",
        r"sunset|sundown|setting sun",
        "日落|夕阳|晚霞|落日",
        ("#2f2850", "#e2683f", "#26151c"),
        "#ffb162",
        0.9,
        (0.64, 0.64),
        "hills",
    ),
    Light(
        "dusk",
        r"dusk|twilight|evening|gloaming",
        "黄昏|傍晚|暮色|薄暮|日暮",
        ("#1d2247", "#a8607c", "#17142a"),
        "#f09a7a",
        0.6,
        (0.60, 0.66),
        "hills",
    ),
    Light(
        "blue hour",
        r"blue hour",
        "蓝调时刻|蓝色时刻",
        ("#0d1b3e", "#39629b", "#0b1228"),
        "#8fb4e6",
        0.5,
        (0.5, 0.62),
        "hills",
    ),
    Light(
        "moonlight",
        r"moon(?:light|lit|rise)?",
        "月光|月亮|月夜|明月",
        ("#0a1122", "#23385c", "#070b16"),
        "#bcd0ee",
        0.55,
        (0.70, 0.26),
        "hills",
    ),
    Light(
        "space",
        r"space|galaxy|galaxies|cosmos|cosmic|nebula|stars|starry|planet|astronaut",
        "太空|宇宙|星空|银河|星系|星星|星球|宇航员",
        ("#05060f", "#1b1a44", "#0a0716"),
        "#7d6bd6",
        0.5,
        (0.70, 0.36),
        "stars",
    ),
    Light(
        "night",
        r"night|nights|midnight|nighttime|after dark",
        "夜|深夜|午夜|夜晚|夜色|晚上",
        ("#080d1c", "#1b2a4c", "#060912"),
        "#6f8fc7",
        0.4,
        (0.66, 0.55),
        "",
    ),
    Light(
        "morning",
        r"morning",
        "早晨|早上|上午",
        ("#5b86b5", "#f0cfa6", "#59674f"),
        "#fff0cf",
        0.6,
        (0.32, 0.5),
        "hills",
    ),
    Light(
        "noon",
        r"noon|midday|daylight|broad day|bright day|sunny|sunlit|sunlight|sunshine",
        "正午|中午|白天|阳光|晴天|晴朗|烈日",
        ("#2f78b8", "#a9d1e6", "#5c7f58"),
        "#fff6dc",
        0.6,
        (0.62, 0.22),
        "hills",
    ),
    Light(
        "noir",
        r"noir|black and white|monochrome",
        "黑白|黑色电影",
        ("#0d0d0e", "#5d5d60", "#0a0a0b"),
        "#f2f2f2",
        0.55,
        (0.70, 0.34),
    ),
)

PLACES: Final[tuple[Light, ...]] = (
    Light(
        "neon",
        r"neon|cyberpunk|synthwave|arcade|nightclub",
        "霓虹|赛博朋克|赛博|夜店",
        ("#140b2e", "#7a1f8c", "#0a1030"),
        "#ff4fb0",
        0.75,
        (0.34, 0.56),
        "lights",
    ),
    Light(
        "fire",
        r"fire|fires|flames?|blaze|bonfire|campfire|burning|ember|embers|inferno",
        "火(?!车|锅)|火焰|篝火|燃烧|烈火|余烬",
        ("#150807", "#a8320f", "#1c0705"),
        "#ff9a3c",
        0.9,
        (0.66, 0.70),
        "lights",
    ),
    Light(
        "lava",
        r"lava|volcan(?:o|oes|ic)|magma",
        "熔岩|岩浆|火山",
        ("#1a0a0d", "#9c2413", "#140404"),
        "#ff6a2a",
        0.85,
        (0.66, 0.66),
        "peaks",
    ),
    Light(
        "candlelight",
        r"candle(?:s|light|lit)?|lantern|lanterns|lamp|lamplight|fireplace|hearth",
        "烛光|蜡烛|灯笼|油灯|壁炉|灯光",
        ("#1a100a", "#7d4a20", "#140b07"),
        "#ffc070",
        0.75,
        (0.40, 0.52),
        "lights",
    ),
    Light(
        "storm",
        r"storm|stormy|thunder|lightning|tempest|hurricane",
        "暴风|风暴|雷|闪电|暴雨",
        ("#1b222c", "#4a5763", "#12171d"),
        "#aebfd0",
        0.4,
        (0.44, 0.42),
        "hills",
    ),
    Light(
        "rain",
        r"rain|rains|rainy|raining|drizzle|downpour",
        "雨|下雨|细雨|雨夜",
        ("#27323d", "#5d7180", "#1b242c"),
        "#a9c0cc",
        0.35,
        (0.5, 0.45),
        "lights",
    ),
    Light(
        "fog",
        r"fog|foggy|mist|misty|haze|hazy",
        "雾|薄雾|迷雾|烟雾",
        ("#6f7f88", "#b3bdc0", "#5a676c"),
        "#dfe6e6",
        0.45,
        (0.5, 0.5),
        "hills",
    ),
    Light(
        "overcast",
        r"overcast|cloudy|clouds|grey sky|gray sky",
        "阴天|多云|云|乌云",
        ("#5d6c7c", "#a5b0b8", "#4a545c"),
        "#dbe2e6",
        0.35,
        (0.5, 0.36),
        "hills",
    ),
    Light(
        "snow",
        r"snow|snows|snowy|snowfall|winter|blizzard|ice|icy|frost|frozen|glacier|arctic",
        "雪|冬|冬天|冰|霜|冰川|寒冬",
        ("#8fa9c4", "#dfe9f1", "#b9c9d8"),
        "#ffffff",
        0.45,
        (0.6, 0.42),
        "peaks",
    ),
    Light(
        "underwater",
        r"underwater|deep sea|coral|reef|diver",
        "海底|水下|珊瑚|深海",
        ("#1a7f9c", "#0c4f78", "#05203c"),
        "#8fe3e6",
        0.6,
        (0.5, 0.02),
        "lights",
    ),
    Light(
        "ocean",
        r"ocean|sea|seaside|waves?|beach|coast|shore|harbou?r|surf|island",
        "(?<!上)海|大海|海洋|海边|海浪|沙滩|海岸|岛|波浪",
        ("#4c86ad", "#a9d0d8", "#0f4561"),
        "#f3f0dc",
        0.5,
        (0.62, 0.5),
        "water",
    ),
    Light(
        "lake",
        r"lake|river|stream|streams|creek|brook|pond|waterfall|wetland",
        "湖|河|溪|溪流|小溪|池塘|瀑布|江",
        ("#6f9aa3", "#c3d8c6", "#24504f"),
        "#f5f2d8",
        0.5,
        (0.38, 0.46),
        "water",
    ),
    Light(
        "forest",
        r"forests?|woods|woodland|jungle|trees?|rainforest|bamboo|moss",
        "森林|树林|丛林|树|雨林|竹林|林间|青苔",
        ("#3b5a4a", "#9fb67c", "#12241b"),
        "#eef0b4",
        0.55,
        (0.60, 0.34),
        "trees",
    ),
    Light(
        "meadow",
        r"meadow|grass|field|fields|prairie|garden|farm|countryside|park",
        "草原|草地|田野|花园|农田|乡村|公园|麦田",
        ("#6fa3c4", "#d9dfa6", "#4f7236"),
        "#fff3c0",
        0.5,
        (0.35, 0.44),
        "hills",
    ),
    Light(
        "desert",
        r"desert|dunes?|sand|sandy|sahara|canyon",
        "沙漠|沙丘|戈壁|峡谷|大漠",
        ("#7397b0", "#e8c08a", "#8a4f2a"),
        "#fff0c8",
        0.6,
        (0.66, 0.42),
        "dunes",
    ),
    Light(
        "mountains",
        r"mountains?|peaks?|alps|alpine|cliffs?|ridge|summit|valley",
        "山|山峰|高山|群山|悬崖|山谷|雪山",
        ("#4d6f96", "#c2cfd6", "#2b3d46"),
        "#fff1d6",
        0.45,
        (0.6, 0.40),
        "peaks",
    ),
    Light(
        "city",
        r"city|cities|street|streets|skyline|downtown|skyscrapers?|urban|tokyo|new york",
        "城市|都市|街道|街头|大街|天际线|东京|上海|香港",
        ("#27303f", "#7d7f8c", "#161b25"),
        "#ffd9a0",
        0.45,
        (0.42, 0.52),
        "lights",
    ),
    Light(
        "interior",
        r"room|office|kitchen|indoors?|interior|studio|library|cafe|café|hall|corridor",
        "室内|房间|办公室|厨房|图书馆|咖啡馆|大厅|走廊|工作室",
        ("#2e2823", "#8a7358", "#1f1a17"),
        "#ffe3b3",
        0.5,
        (0.26, 0.36),
        "",
    ),
    Light(
        "cave",
        r"cave|cavern|dungeon|tunnel|mine",
        "洞|洞穴|山洞|地牢|隧道",
        ("#0d1011", "#33403f", "#090b0b"),
        "#a5c8bd",
        0.5,
        (0.56, 0.48),
        "peaks",
    ),
    Light(
        "blossom",
        r"blossoms?|cherry|sakura|petals?|flowers?|spring|roses?",
        "樱花|花|花瓣|春|春天|桃花",
        ("#8fa8c8", "#f0c6cf", "#4d3850"),
        "#fff0ee",
        0.5,
        (0.4, 0.42),
        "hills",
    ),
    Light(
        "autumn",
        r"autumn|autumnal|fall leaves|maple",
        "秋|秋天|枫叶|落叶",
        ("#6d6a63", "#d79a4e", "#4a2614"),
        "#ffdf9e",
        0.55,
        (0.62, 0.46),
        "hills",
    ),
    Light(
        "summer",
        r"summer|tropical",
        "夏|夏天|热带",
        ("#2e88b8", "#bfe0cf", "#3f7a4c"),
        "#fff6cf",
        0.55,
        (0.6, 0.36),
        "hills",
    ),
    Light(
        "dreamy",
        r"dream|dreams|dreamy|ethereal|magical|fairy|fantasy",
        "梦|梦幻|魔法|仙境|童话|奇幻",
        ("#3f3a78", "#c79ccf", "#2b2450"),
        "#ffe0f4",
        0.6,
        (0.5, 0.44),
        "lights",
    ),
)


@dataclass(frozen=True, slots=True)
class Colour:
    name: str
    english: str
    chinese: str
    hex: str


COLOURS: Final[tuple[Colour, ...]] = (
    Colour("red", r"red|crimson|scarlet|ruby", "红|赤|朱|绯", "#d63a32"),
    Colour("orange", r"orange|amber|tangerine", "橙|橘", "#ee8a2f"),
    Colour("yellow", r"yellow|lemon", "黄(?!金|昏|河|山)", "#f2cb3c"),
    Colour("gold", r"gold|golden(?! hour)", "金(?!属)|黄金(?!时)", "#dcae4a"),
    Colour("green", r"green|emerald|jade", "绿|翠", "#3f9a5a"),
    Colour("teal", r"teal|turquoise|cyan|aqua", "青色|青绿|蓝绿|碧", "#2aa7a5"),
    Colour("blue", r"blue(?! hour)|azure|navy|sapphire|cobalt", "蓝(?!调)", "#3671cf"),
    Colour("purple", r"purple|violet|indigo|lavender|lilac", "紫", "#7a4fc0"),
    Colour("pink", r"pink|magenta|fuchsia", "粉|桃红", "#e87ba6"),
    Colour("brown", r"brown|sepia|bronze|copper|chocolate", "棕|褐|咖啡色", "#8a5a36"),
    Colour("white", r"white(?! noise)|ivory|pearl", "白色|洁白|雪白|白衣", "#eceae4"),
    Colour("black", r"black(?! and white)|ebony|obsidian", "黑色|漆黑|乌黑", "#15151a"),
    Colour("grey", r"gr[ae]y|silver", "灰|银色|银白", "#8d939b"),
)

# Without a word of light or colour a card gets one of these, by its text.
QUIET: Final[tuple[Light, ...]] = (
    Light("slate", "", "", ("#1b2330", "#3f5068", "#151b26"), "#9db4d0", 0.4, (0.68, 0.36)),
    Light("plum", "", "", ("#231c2e", "#54425f", "#1a1522"), "#cfaed0", 0.4, (0.30, 0.38)),
    Light("pine", "", "", ("#162423", "#3b5a55", "#101b1b"), "#a6cdbf", 0.4, (0.66, 0.40)),
    Light("umber", "", "", ("#28201b", "#654d3d", "#1c1613"), "#e3c09a", 0.4, (0.34, 0.36)),
)
# A card without words.
PLAIN: Final = Light(
    "plain", "", "", ("#191b20", "#2b2f37", "#15171b"), "#8b93a1", 0.25, (0.5, 0.42)
)

_OLD = (
    "黃時陽曉調銀係員賽餘巖漿燭蠟籠燈爐風閃電霧煙陰雲凍邊"
    "島灘樹叢間農鄉園麥峽懸東觀館廳裡櫻葉熱夢紅綠藍綴橋漁驚"
)
_NEW = (
    "黄时阳晓调银系员赛余岩浆烛蜡笼灯炉风闪电雾烟阴云冻边"
    "岛滩树丛间农乡园麦峡悬东观馆厅里樱叶热梦红绿蓝缀桥渔惊"
)
TRADITIONAL: Final[dict[int, str]] = {ord(old): new for old, new in zip(_OLD, _NEW, strict=True)}
