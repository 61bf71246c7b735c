"""Short forms and spellings of given names outside English, as data: the full form first, then what stands for it.

ASCII lower-case, as names are after folding. Spellings are listed only where the consonants differ; vowels are the
business of skeletons.
"""

from __future__ import annotations

GROUPS = """
aleksandr alexander alexandr aleksander olexander oleksandr sasha sascha shura sanya alex aleks sacha
aleksandra alexandra oleksandra sasha sascha shura alex aleks ola
aleksei alexey aleksey oleksiy alexei alyosha lyosha lesha alex
anastasia anastasiya anastasija anastasiia nastya nastia nastja asya
anatoly anatoliy anatolij anatolii tolya tolik
andrei andrey andrij andriy andrej andrew drew
anna anya anja ania annie nyura
anton antoni antony antonio toni tony antek
antonio antonino toni tonio tony nino tono
agnieszka aga
aleksandr iskander
bartlomiej bartek
barbara basia
boris borya
dmitri dmitry dmitriy dmitrij dmytro dimitri dima mitya dimitry
daria darya dariia dasha daryna
ekaterina yekaterina jekaterina katerina kateryna katya katja katia kate
elena yelena jelena olena lena helena alyona
elizaveta yelizaveta liza lisa
evgeny evgeniy yevgeny evgenij yevhen eugene zhenya jenya
evgenia yevgenia yevheniia zhenya eugenia
fyodor fedor fjodor theodor
galina halyna galya
gennady gennadiy gena
georgy georgiy heorhiy georgi gosha zhora georgij
grigory grigoriy hryhoriy grisha
igor ihor
ilya ilia illia ilja
irina iryna ira irena
ivan vanya wanja iwan vania
konstantin kostya kostyantyn kostja kostas
larisa larysa lara
leonid lyonya
lev lyova leo
lyudmila ludmila liudmyla lyuda mila ljudmila
margarita rita margaryta
maria mariya marija mariia mary marie masha mascha marusya manya mariah marysia
matvei matvey motya
maxim maksim maksym max maks
mikhail mykhailo mihail michail misha mischa michael
nadezhda nadiya nadya nadja nadia
natalia natalya nataliya natalija nataliia natasha natascha tasha
nikita nikyta nik
nikolai nikolay mykola nikolaj kolya kolja nick
oksana ksenia xenia
olga olha olya olja
pavel pavlo pawel pasha pascha paul
polina polya
pyotr petr petro piotr petya petja peter
roman roma
sergei sergey serhiy sergej sergii seryozha serge serg
sofia sofiya sofya sonya sonja sonia sophia sophie
stanislav stas stanislaw staszek
svetlana svitlana sveta swetlana
tatiana tatyana tetiana tetyana tanya tanja tania
timofei tymofiy tima
valentina valentyna valya walentina
valery valeriy valerii valera
vasily vasiliy vasyl vasya wassili wasilij
veronika nika ronja
viktor victor vitya wiktor
viktoria victoria viktoriia viktoriya vika wiktoria
vitaly vitaliy vitalii vitalik
vladimir volodymyr wladimir vova volodya vlad
vladislav vladyslav wladyslaw vlad vladik wladislaw
vyacheslav viacheslav slava wjatscheslaw
yaroslav jaroslav jaroslaw slava jarek yarik
yulia julia yuliya iuliia juliya yuliia
yuri yuriy iurii yurij jurij jury yury
zinaida zina
malgorzata gosia malgosia
katarzyna kasia kaska
joanna asia joasia
tomasz tomek
krzysztof krzysiek krzys
grzegorz grzesiek grzes
wojciech wojtek
michal misiek
jozef josef joseph jozek jose
jan janek jasiek
jakub kuba
tadeusz tadek
zbigniew zbyszek
ewa ewka eva
dorota dorotka
jose pepe josep pepito chepe
francisco paco pancho curro kiko fran francesc quico chico
francisca paca paqui
manuel manolo manu lolo
manuela manoli
jesus chus chucho
ignacio nacho inaki
enrique quique kike
guillermo memo guille
alejandro ale alex jandro
alejandra ale alex
concepcion concha conchita
dolores lola loli
guadalupe lupe lupita
mercedes merche
rosario charo chayo
maria mariajose maripaz ma mari
josefa pepa pepita
eduardo edu lalo duda
roberto beto tito
gabriel gabi gabo
rafael rafa
ramon moncho
santiago santi yago thiago
sebastian seba sebas bastian
fernando fer nando
gonzalo gonza
joaquin quino
luis lucho
javier javi xavi xavier
isabel isa chabela
beatriz bea bia
teresa tere
rosa rosita
susana susi
pilar pili
antonia tona toni
joao joaozinho jo
pedro perico pedrinho
carlos carlitos cal
ana anita aninha
luiz luis lula
leonardo leo
giuseppe beppe peppe pino giuseppino
giovanni gianni nanni vanni
francesco franco checco cecco
luigi gigi gino
lorenzo renzo
domenico mimmo
salvatore toto turi
vincenzo enzo
alessandro sandro ale
alessandra sandra ale
antonella nella
elisabetta betta lisa
giuseppina pina
filippo pippo
pietro piero
johannes hans johann jan jens hannes
johann hans hannes jan
heinrich heinz heiner
friedrich fritz fred
wilhelm willi willy wim
ludwig lutz
joachim jochen achim
katharina kathi katja kati kaethe katrin
elisabeth elli liesl lisbeth lisa lilli sissi
margarete grete gretel gretchen margret
magdalena lena leni magda
ursula uschi ulla
johanna hanna hanne
andreas andi anders andy
matthias matze matt mathias
sebastian basti
maximilian max maxi
benjamin benni
christian chris kris
stefan steffen stephan
susanne susi sanne
barbara baerbel babsi
wolfgang wolf
gerhard gerd
dietrich dieter
hendrik henk henrik rik
cornelis kees cor
nicolaas klaas niek
jacobus jaap koos sjaak
petrus piet peter
adrianus ad arjan
antonius toon ton antoon
gerardus gerard gerrit
wilhelmina mien willemien mina
karl kalle
lars lasse
nils nisse
erik erika
sven svenne
henri riton
jacques jacquot
pierre pierrot
francois fanfan
catherine cathy katy
frederic fred
philippe phil
dominique domi
laszlo laci
sandor sanyi
istvan pista isti
ferenc feri
jozsef joska jozsi
janos jani
gyorgy gyuri
erzsebet erzsi bozsi zsoka
katalin kati
ilona ilonka ica
georgios giorgos yorgos giorgis george yiorgos
ioannis giannis yannis yiannis john
dimitrios dimitris mitsos jim
konstantinos kostas costas dinos gus
nikolaos nikos nick
panagiotis panos takis
eleni lena elena nitsa
vasilios vasilis bill
athanasios thanasis sakis nasos
christos chris
mehmet memo
mustafa mustapha
ibrahim ibo
hasan hassan
muhammad mohammad mohammed mohamed mohamad muhammed mohd md muhamad mehmet mhd
ahmad ahmed achmed ahmet
abdullah abdallah abdoullah
abdulrahman abdelrahman abdurrahman
hussein husain hussain hossein husayn huseyin
yusuf yousef youssef yosef joseph
khalid khaled
umar omar omer
uthman osman othman
fatima fatimah fatma fatemeh
aisha ayesha aysha ayse
abhishek abhi
venkatesh venkat
krishnamurthy krishna
subramaniam subbu mani
siddharth sid
rajesh raj
"""
