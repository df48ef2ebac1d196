"""Sixty invented carriers of the demonstration, and how plates are written in their countries."""

from typing import NamedTuple


class Company(NamedTuple):
    """A carrier as a clerk writes it down; its tax number has a wrong check digit, so that nobody
    bears it.
    """

    country: str
    name: str
    tax_number: str
    address: str
    phone: str = ""


class Plates(NamedTuple):
    """Patterns of a country: @ is one of its letters, # a digit, % a Belarusian region."""

    truck: str
    trailer: str
    letters: str = "ABCDEFGHJKLMNPRSTUVWXYZ"


# fmt: off
PLATES = {
    "BY": Plates("@@ ####-%", "@ #### @-%", "ABEIKMHOPCTX"),
    "RU": Plates("@ ### @@ 67", "@@ #### 67", "ABEKMHOPCTYX"),
    "KZ": Plates("### @@@ 02", "## @@@ 02"),
    "TR": Plates("34 @@@ ###", "34 @@@ ##"),
    "UZ": Plates("01 ### @@@", "01 #### @@"),
    "RS": Plates("BG ####-@@", "BG ###-@@"),
    "GE": Plates("@@-###-@@", "@@-###-@@"),
    "AM": Plates("## @@ ###", "## @@ ###"),
    "KG": Plates("01 KG ### @@@", "01 KG ### @@"),
    "MD": Plates("@@@ ###", "@@@ ###"),
    "AZ": Plates("##-@@-###", "##-@@-###"),
    "CN": Plates("A #####", "A ####@"),
}

COMPANIES = (
    Company("BY", "ООО «Прибужье-Карго»", "299141778",
            "г. Брест, ул. Гаврилова, 21", "+375 162 55-10-21"),
    Company("BY", "ОАО «Зубрава-Транс»", "590736626",
            "г. Гродно, ул. Победы, 40", "+375 152 60-33-18"),
    Company("BY", "ЧТУП «Ўсход-Шлях»", "291012229", "г. Кобрын, вул. Савецкая, 7"),
    Company("BY", "ООО «Белая Вежа Логистик»", "792519962", "г. Каменец, ул. Брестская, 3"),
    Company("BY", "ИП Дайнеко Сергей Петрович", "195259436", "г. Минск, ул. Притыцкого, 88"),
    Company("BY", "ООО «Днепровский маршрут»", "392185947",
            "г. Орша, ул. Мира, 15", "+375 216 51-44-02"),
    Company("BY", "ООО «Лепельтрансэкспресс»", "698379865", "г. Лепель, ул. Чуйкова, 2"),
    Company("BY", "ЗАО «Сожгрузтранс»", "491200904",
            "г. Гомель, ул. Барыкина, 130", "+375 232 45-71-90"),
    Company("BY", "ООО «Полесский тягач»", "596838615", "г. Пинск, ул. Калиновского, 9"),
    Company("BY", "ТАА «Нарач-Аўта»", "395140605", "г. Мядзел, вул. Шаранговіча, 12"),
    Company("BY", "ООО «Витебский рейс»", "398820244", "г. Витебск, пр-т Фрунзе, 81"),
    Company("BY", "ООО «Свислочь-Реф»", "691132861", "г. Осиповичи, ул. Чумакова, 5"),
    Company("BY", "ЧУП «Сервечтранс»", "793675838", "г. Кореличи, ул. 8 Марта, 14"),
    Company("BY", "ООО «Большой Шлях»", "299297821", "г. Барановичи, ул. Тельмана, 64"),
    Company("BY", "ОДО «Двина-Спецперевозки»", "493112007",
            "г. Полоцк, ул. Гоголя, 19", "+375 214 42-08-55"),
    Company("BY", "ООО «Ясельда Фрахт»", "691396780", "г. Берёза, ул. Ленина, 90"),
    Company("RU", "ООО «Смолтрансрегион»", "6710673299",
            "г. Смоленск, ул. Шевченко, 77", "+7 4812 55-32-10"),
    Company("RU", "ООО «Вазуза-Логистик»", "6768946458", "г. Вязьма, ул. Репина, 11"),
    Company("RU", "АО «Подмосковный тягач»", "5009910981", "г. Домодедово, Каширское ш., 4"),
    Company("RU", "ООО «Восток-Запад Рейс»", "7768587592", "г. Москва, Рябиновая ул., 28"),
    Company("RU", "ИП Тарасов Олег Витальевич", "673204518862", "г. Рославль, ул. Мичурина, 33"),
    Company("RU", "ООО «Невская экспедиция»", "7861637520",
            "г. Санкт-Петербург, Софийская ул., 60"),
    Company("RU", "ООО «Окатранс Плюс»", "7716285713", "г. Калуга, ул. Московская, 256"),
    Company("RU", "ООО «Брянский грузопоток»", "7744476043", "г. Брянск, Московский пр-т, 83"),
    Company("RU", "ООО «Псковавтофрахт»", "6040166935", "г. Псков, ул. Труда, 51"),
    Company("KZ", "ТОО «Алатау Жол Транс»", "140840012378",
            "г. Алматы, пр. Суюнбая, 211", "+7 727 313 40 55"),
    Company("KZ", "ТОО «Сары-Арка Рейс»", "170340018455", "г. Караганда, ул. Бытовая, 18"),
    Company("KZ", "ТОО «Жайык Логистик»", "091140009631", "г. Уральск, ул. Шолохова, 33"),
    Company("KZ", "ТОО «Достык Карго Сервис»", "200640027108", "г. Алматы, ул. Рыскулова, 57"),
    Company("KZ", "ИП Оспанов Ерлан Маратович", "840512300764", "г. Актобе, ул. Заводская, 6"),
    Company("KZ", "ТОО «Тобол Экспресс»", "130740015229", "г. Костанай, ул. Карбышева, 16"),
    Company("KZ", "ТОО «Хан-Тенгри Авто»", "180240033910", "г. Шымкент, Тамерлановское ш., 2"),
    Company("KZ", "ТОО «Есиль Транзит»", "150540021874", "г. Петропавловск, ул. Мусрепова, 40"),
    Company("TR", "Yeşilova Nakliyat Ltd. Şti.", "8803455034",
            "Gebze, Kocaeli", "+90 262 555 01 44"),
    Company("TR", "Karadağ Lojistik A.Ş.", "5164304140", "Hopa, Artvin"),
    Company("TR", "Öztaş Uluslararası Taşımacılık", "8691486074", "Mersin"),
    Company("TR", "Çınarlı Frigo Nakliyat", "0654893522", "Hatay, Reyhanlı"),
    Company("TR", "Güneyyolu Transport Ltd. Şti.", "7708710750", "Gaziantep"),
    Company("TR", "Akpınar TIR Ticaret", "2760168951", "İstanbul, Esenyurt"),
    Company("TR", "Kızılırmak Nakliyat A.Ş.", "4820917360", "Samsun, Tekkeköy"),
    Company("UZ", "MChJ «Zarafshon Yuk Trans»", "305418822",
            "Toshkent, Sergeli", "+998 71 255 10 74"),
    Company("UZ", "MChJ «Silk Karvon»", "302771905", "Samarqand"),
    Company("UZ", "MChJ «Chorsu Logistika»", "307120334", "Toshkent, Bektemir"),
    Company("UZ", "YaTT Rahimov Botir", "308665417", "Andijon"),
    Company("UZ", "MChJ «Registon Trans»", "304916275", "Samarqand, Dahbed"),
    Company("RS", "Šumadija Trans d.o.o.", "103821432", "Kragujevac", "+381 34 555 017"),
    Company("RS", "Dunavski Put d.o.o.", "100769978", "Novi Sad"),
    Company("RS", "Morava Cargo d.o.o.", "104283917", "Niš, Bulevar Svetog Cara"),
    Company("GE", "Mtskheta Freight LLC", "405317724", "Tbilisi, Kakheti Highway 35"),
    Company("GE", "Kolkhida Trans LLC", "415098263", "Poti, Larnaka St. 8"),
    Company("GE", "Imereti Road LLC", "412730958", "Kutaisi, Avtomshenebeli St. 60"),
    Company("AM", "Aragats Cargo LLC", "02714458", "Yerevan, Arshakunyats 127"),
    Company("AM", "Lori Berrnapokhadrum LLC", "06930217", "Vanadzor"),
    Company("KG", "ОсОО «Ала-Арча Транзит»", "01204201910173", "г. Бишкек, ул. Льва Толстого, 126"),
    Company("KG", "ОсОО «Ысык-Ата Транс»", "02811201610045", "г. Балыкчы"),
    Company("MD", "Codru-Trans SRL", "1016600042158", "Chisinau, str. Uzinelor 12"),
    Company("MD", "Nistru-Cargo SRL", "1014600073915", "Bălți, str. Decebal 4"),
    Company("AZ", "Khazar Dashima MMC", "1404582231", "Sumgait"),
    Company("AZ", "Kur Yukdashima MMC", "1703846152", "Ganja"),
    Company("CN", "Heilongjiang Xingda Kuajing Yunshu", "91230199MA1B7K2X4B", "Harbin, Daoli"),
)

NAMES = {
    "BY": ("Ковальчук Мацкевич Шевчик Лапицкий Драгун Савицкий Ўласюк Гришкевич Сёмуха",
           "Николай Иванович|Пётр Андреевич|Юрий Фёдорович|Аляксандр Мікалаевіч|Виктор Львович"),
    "RU": ("Кузнецов Лебедев Сорокин Фёдоров Голубев Афанасьев Куликов",
           "Алексей Сергеевич|Роман Игоревич|Владимир Ильич|Евгений Павлович"),
    "KZ": ("Ахметов Сейткали Нурланов Жумабаев Байжанов", "Серик|Нурлан Маратович|Аскар|Дамир"),
    "TR": ("Yıldız Şahin Demirtaş Koçak Aydoğan Gürbüz", "Mehmet|Hüseyin|Ömer Faruk|İbrahim"),
    "UZ": ("Karimov Yuldoshev Tursunov Ergashev", "Sherzod|Bahodir|Jasur"),
    "RS": ("Jovanović Đorđević Petrović", "Miloš|Dragan"),
    "GE": ("Beridze Kapanadze Lomidze", "Giorgi|Zaza"),
    "AM": ("Sargsyan Grigoryan Hakobyan", "Armen|Tigran"),
    "KG": ("Асанов Токтогулов Жээнбеков", "Бакыт|Эрмек"),
    "MD": ("Rusu Turcanu Munteanu", "Ion|Vasile"),
    "AZ": ("Mammadov Aliyev Huseynov", "Rashad|Elchin"),
    "CN": ("Zhang Wang Liu", "Wei|Jianguo"),
}
"""Surnames, and given names between bars, of drivers by citizenship."""

TRUCKS = (
    ("MAN TGX", "WMA"), ("Volvo FH", "YV2"), ("Scania R450", "YS2"), ("DAF XF", "XLR"),
    ("Mercedes-Benz Actros", "WDB"), ("МАЗ-5440", "Y3M"), ("КАМАЗ-54901", "XTC"),
    ("Iveco S-Way", "WJM"), ("Renault T480", "VF6"), ("Sitrak C7H", "LZZ"),
)
TRAILERS = (
    ("Schmitz Cargobull", "WSM"), ("Krone SD", "WKE"), ("Kögel S24", "WK0"), ("Wielton NS3", "SUD"),
    ("МАЗ-975830", "Y3M"), ("Тонар-9888", "X0T"),
)
"""Makes with the first three characters of their VIN."""
# fmt: on
